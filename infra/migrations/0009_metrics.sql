CREATE TABLE `counters` (
	`id` integer PRIMARY KEY NOT NULL,
	`totals` text NOT NULL
);
