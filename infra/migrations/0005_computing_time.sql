ALTER TABLE `served` ADD `samples` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `served` ADD `samples_ms` integer DEFAULT 0 NOT NULL;