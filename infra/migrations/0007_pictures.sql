CREATE TABLE `pictures` (
	`item` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`type` text NOT NULL,
	`bytes` integer NOT NULL,
	`width` integer,
	`height` integer,
	`at` integer NOT NULL,
	`encoder` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`failure` text,
	`retry_at` integer DEFAULT 0 NOT NULL,
	`dead` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `pictures_by_state` ON `pictures` (`dead`,`encoder`,`at`);--> statement-breakpoint
ALTER TABLE `bundles` ADD `encoder` text;