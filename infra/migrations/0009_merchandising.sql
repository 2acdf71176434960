CREATE TABLE `counters` (
	`id` integer PRIMARY KEY NOT NULL,
	`totals` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `exposures` (
	`experiment` text NOT NULL,
	`user` text NOT NULL,
	`variant` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`experiment`, `user`)
);
--> statement-breakpoint
CREATE INDEX `exposures_by_user` ON `exposures` (`user`);--> statement-breakpoint
CREATE INDEX `exposures_by_time` ON `exposures` (`at`);--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`user` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rails_configs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`document` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`who` text NOT NULL,
	`why` text NOT NULL,
	`basis` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rails_configs_by_basis` ON `rails_configs` (`basis`);--> statement-breakpoint
ALTER TABLE `bundle_items` ADD `price` real;--> statement-breakpoint
ALTER TABLE `bundle_items` ADD `currency` text;--> statement-breakpoint
ALTER TABLE `events` ADD `price` real;--> statement-breakpoint
ALTER TABLE `events` ADD `currency` text;