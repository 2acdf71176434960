CREATE TABLE `forgotten_sales` (
	`item` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`version` text PRIMARY KEY NOT NULL,
	`key` text DEFAULT '' NOT NULL,
	`sha256` text DEFAULT '' NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`features_revision` integer DEFAULT 0 NOT NULL,
	`busy_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_time` ON `events` (`at`);