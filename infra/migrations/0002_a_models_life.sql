CREATE TABLE `served` (
	`seq` integer NOT NULL,
	`version` text NOT NULL,
	`answers` integer NOT NULL,
	`rails` integer NOT NULL,
	`errors` integer NOT NULL,
	`ms` integer NOT NULL,
	PRIMARY KEY(`seq`, `version`)
);
--> statement-breakpoint
ALTER TABLE `deployments` ADD `kind` text DEFAULT 'promote' NOT NULL;--> statement-breakpoint
ALTER TABLE `deployments` ADD `candidate` text;--> statement-breakpoint
ALTER TABLE `deployments` ADD `percent` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deployments` ADD `who` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `deployments` ADD `why` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `events_by_rail` ON `events` (`rail`,`kind`) WHERE rail IS NOT NULL;