CREATE TABLE `bundle_items` (
	`id` text NOT NULL,
	`version` text NOT NULL,
	`unique` integer NOT NULL,
	PRIMARY KEY(`id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `bundles` (
	`version` text PRIMARY KEY NOT NULL,
	`items` integer NOT NULL,
	`features` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `catalogue` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`events_before` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`hash` text PRIMARY KEY NOT NULL,
	`erased_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`outcome` text
);
--> statement-breakpoint
CREATE INDEX `tombstones_by_expiry` ON `tombstones` (`expires_at`);--> statement-breakpoint
DROP INDEX `works_by_number`;--> statement-breakpoint
ALTER TABLE `works` RENAME TO `items`;--> statement-breakpoint
ALTER TABLE `items` RENAME COLUMN `number` TO `revision`;--> statement-breakpoint
ALTER TABLE `items` RENAME COLUMN `features_number` TO `features_revision`;--> statement-breakpoint
CREATE UNIQUE INDEX `items_by_revision` ON `items` (`revision`);--> statement-breakpoint
INSERT INTO `catalogue` (`id`, `revision`, `events_before`) SELECT 1, coalesce(max(`revision`), 0), 0 FROM `items`;--> statement-breakpoint
DROP INDEX `events_id_unique`;--> statement-breakpoint
DROP INDEX `events_by_user`;--> statement-breakpoint
DROP INDEX `events_by_rail`;--> statement-breakpoint
ALTER TABLE `events` ADD `owner` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `events` ADD `outcome` text DEFAULT 'recorded' NOT NULL;--> statement-breakpoint
ALTER TABLE `events` ADD `answered` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `events` SET `outcome` = 'bought' WHERE `kind` = 'purchase';--> statement-breakpoint
CREATE UNIQUE INDEX `events_by_owner` ON `events` (`owner`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_user` ON `events` (`user`,`at`,`seq`,`item`,`kind`,`outcome`);--> statement-breakpoint
CREATE INDEX `events_by_item` ON `events` (`item`);--> statement-breakpoint
CREATE INDEX `events_by_rail` ON `events` (`rail`,`kind`) WHERE answered = 1;--> statement-breakpoint
ALTER TABLE `deployments` ADD `basis` integer;--> statement-breakpoint
ALTER TABLE `deployments` ADD `salt` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `deployments_by_basis` ON `deployments` (`basis`);--> statement-breakpoint
UPDATE `deployments` SET `salt` = lower(hex(randomblob(16))) WHERE `kind` = 'canary';--> statement-breakpoint
ALTER TABLE `served` RENAME TO `served_before`;--> statement-breakpoint
CREATE TABLE `served` (
	`seq` integer NOT NULL,
	`version` text NOT NULL,
	`kind` text NOT NULL,
	`answers` integer NOT NULL,
	`rails` integer NOT NULL,
	`errors` integer NOT NULL,
	`ms` integer NOT NULL,
	PRIMARY KEY(`seq`, `version`, `kind`)
);
--> statement-breakpoint
INSERT INTO `served` SELECT `seq`, `version`, '', `answers`, `rails`, `errors`, `ms` FROM `served_before`;--> statement-breakpoint
DROP TABLE `served_before`;