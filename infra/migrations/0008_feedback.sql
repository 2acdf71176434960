CREATE TABLE `impressions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user` text NOT NULL,
	`item` text NOT NULL,
	`count` integer NOT NULL,
	`ignored` integer NOT NULL,
	`last_at` integer NOT NULL,
	`last_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `impressions_by_user` ON `impressions` (`user`,`item`);--> statement-breakpoint
CREATE INDEX `impressions_by_ignored` ON `impressions` (`user`,`ignored`,`item`);--> statement-breakpoint
CREATE INDEX `impressions_by_time` ON `impressions` (`last_at`);