CREATE TABLE `works` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`about` text,
	`features` text,
	`features_number` integer
);
--> statement-breakpoint
CREATE INDEX `works_by_number` ON `works` (`number`);--> statement-breakpoint
DROP INDEX `events_by_user`;--> statement-breakpoint
ALTER TABLE `events` ADD `rail` text;--> statement-breakpoint
CREATE INDEX `events_by_user` ON `events` (`user`,`at`,`seq`,`item`,`kind`);