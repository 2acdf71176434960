// Written by `npm run client-types` from the OpenAPI document 51046d96667253db776a080c0d1466469cfcd2c7838d41071e37d860d3d70591.
export interface paths {
    "/v1/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get rails for a user; anonymous rails if the user is unknown */
        get: operations["getV1Rails"];
        put?: never;
        /** Get rails for a history that the client holds; anonymous rails if no item of it is known */
        post: operations["postV1Rails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rails/anonymous": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get anonymous rails, the same for all visitors without a history */
        get: operations["getV1RailsAnonymous"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rails-config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the rails config in force, or an earlier revision, and the history */
        get: operations["getV1RailsConfig"];
        /** Change the rails config: in force with the next request */
        put: operations["putV1RailsConfig"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rails-config/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Return to an earlier revision of the rails config, as a new revision. Experiments that ended do not run again */
        post: operations["postV1RailsConfigRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rails-config/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a rails config: what some visitors would see, beside what they see now. Nothing changes */
        post: operations["postV1RailsConfigPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the experiments that run or ended */
        get: operations["getV1Experiments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the results of an experiment: you may look at them as often as you like */
        get: operations["getV1ExperimentsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an experiment: everybody gets what its page has */
        post: operations["postV1ExperimentsIdStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an experiment and give one of its variants to everybody */
        post: operations["postV1ExperimentsIdPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get items for sale that are visually similar to an item, for everybody or for a user */
        get: operations["getV1ItemsIdSimilar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get items for sale that are visually similar to a picture, by its features, or to several items */
        post: operations["postV1Similar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record what users did with items, and count impressions. Returns the outcome of each event. A purchase of a unique item takes it off sale */
        post: operations["postV1Events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add or change an item. With features, it can be recommended at once */
        put: operations["putV1ItemsId"];
        post?: never;
        /** Take an item off sale */
        delete: operations["deleteV1ItemsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the picture of an item */
        get: operations["getV1ItemsIdPicture"];
        /** Upload the picture of an item. It is listed at once, and recommended by its picture when an encoder has encoded it */
        put: operations["putV1ItemsIdPicture"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the pictures that an encoder has to encode now, or those that it could not encode */
        get: operations["getV1Pictures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}/picture/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Store the features of an item's picture. Repeating it changes nothing */
        put: operations["putV1ItemsIdPictureFeatures"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}/picture/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report that an item's picture could not be encoded. It is tried again later, at most five times */
        post: operations["postV1ItemsIdPictureFailures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/encoder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the encoder of the deployed model, which makes pictures' features */
        get: operations["getV1Encoder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record many events, a line of JSON each, with the outcomes of `POST /v1/events`. At most 20000 lines and 64 MiB a request. After a 503 the lines before are stored, and the request can be sent again */
        post: operations["postV1BulkEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add or change many items, a line of JSON each, as `PUT /v1/items/{id}` does. At most 20000 lines and 64 MiB a request. After a 503 the lines before are stored, and the request can be sent again */
        post: operations["postV1BulkItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get everything stored about a user, in pages */
        get: operations["getV1UsersId"];
        /** Opt a user out of personalisation, which erases everything stored about them, or take that back. Repeating it changes nothing */
        put: operations["putV1UsersId"];
        post?: never;
        /** Delete everything stored about a user, except an opt-out. Late retries of their events are not stored. Items they bought stay sold */
        delete: operations["deleteV1UsersId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orphans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List ids that events or sales name and that no item has, sorted by id */
        get: operations["getV1Orphans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orphans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete the events and the sale of an id that no item has */
        delete: operations["deleteV1OrphansId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export all items, all events but purchases without success, and the numbers of impressions, for training. The answer has lines of `item`, `features`, `event`, `impression` and `cursor`, and a last line `end` with the numbers of its lines */
        get: operations["getV1Export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clicks, purchases and revenue by rail, page, version, experiment or day. A purchase counts for the rail that it names, else for that of the last click on the item before it */
        get: operations["getV1Attribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attribution.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clicks, purchases and revenue by rail, page, version, experiment or day. A purchase counts for the rail that it names, else for that of the last click on the item before it. As CSV, with two columns for each currency and without the total */
        get: operations["getV1AttributionCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the current deployment, the uploaded versions and the deployment history */
        get: operations["getV1Models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/smoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Smoke check: load an uploaded version without serving it, and verify it */
        post: operations["postV1ModelsVersionSmoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/canary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a canary: let a version serve a share of the visitors */
        post: operations["postV1ModelsVersionCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Promote a version: let it serve all visitors. Old bundles are removed */
        post: operations["postV1ModelsVersionPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the canary of a version: the champion serves all visitors again */
        post: operations["postV1ModelsVersionStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Roll back: stop the canary of a version, or return to the champion before it */
        post: operations["postV1ModelsRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the metrics of a version and the champion in its latest canary */
        get: operations["getV1ModelsVersionMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file of a bundle. Its sha256 is the ETag */
        get: operations["getV1ModelsVersionFilesName"];
        /** Upload a file of a bundle; manifest.json first */
        put: operations["putV1ModelsVersionFilesName"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check whether rails can be served */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get metrics in Prometheus' text format */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The OpenAPI document of this API */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API documentation as a page */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        RailEntry: {
            /**
             * @description The name of the rail, unique on its page.
             * @example for-you
             */
            id: string;
            /**
             * @description How the rail is ranked; by default the kind that `id` names.
             * @enum {string}
             */
            kind?: "for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "similar" | "popular" | "new" | "a-look-around";
            /**
             * @description The title by language; by default the English one of the kind. `{item}` stands for the item that the rail is based on.
             * @example {
             *       "en": "Landscapes for you",
             *       "de": "Landschaften für dich"
             *     }
             */
            titles?: {
                [key: string]: string;
            };
            /**
             * @description The largest number of items on a rail, 1 to 100.
             * @example 20
             */
            limit?: number;
            /**
             * @description How different the items on a rail are: from 0 (ranked by score alone) to 1. Maximal marginal relevance over the best five times `limit` items.
             * @example 0.3
             */
            diversity?: number;
            /**
             * @description The largest number of items by one artist on a rail; unlimited by default.
             * @example 3
             */
            perArtist?: number;
            /** @description The items that the rail may show. */
            filter?: components["schemas"]["ItemFilter"];
            /** @description Keeps places for items without sales, drawn for each visitor and day. */
            newcomers?: {
                /**
                 * @description The share of the places.
                 * @example 20
                 */
                percent: number;
                /**
                 * @description The age up to which an item is a newcomer.
                 * @example 14
                 */
                days: number;
            };
        };
        Rule: {
            /** @example summer */
            id: string;
            /**
             * @description `boost` and `bury` move items up or down by `places`. `pin` puts the best item at `place`. `hide` leaves items out. `guarantee` keeps `percent` of the places.
             * @enum {string}
             */
            act: "boost" | "bury" | "pin" | "hide" | "guarantee";
            match: components["schemas"]["ItemFilter"];
            /**
             * @description Of `boost` and `bury`.
             * @example 10
             */
            places?: number;
            /** @description Of `pin`; 1 is the first. */
            place?: number;
            /** @description Of `guarantee`. */
            percent?: number;
            /** @description By default all pages. */
            pages?: string[];
            /** @description By default all rails. */
            rails?: string[];
            /**
             * Format: int64
             * @description When it begins, in seconds since 1970.
             */
            from?: number;
            /**
             * Format: int64
             * @description When it ends, in seconds since 1970.
             */
            until?: number;
            /** @description For people. */
            note?: string;
        };
        Variant: {
            /** @example control */
            id: string;
            /** @description Its share of those who take part, relative to the others. */
            weight: number;
            /** @description In place of those of the page. */
            rails?: components["schemas"]["RailEntry"][];
            /** @description In place of those of the page. */
            anonymous?: components["schemas"]["RailEntry"][];
            /** @description In addition to those of the document. */
            rules?: components["schemas"]["Rule"][];
        };
        ItemFilter: {
            /**
             * @description Only items by these artists.
             * @example [
             *       "Dov Eskrane"
             *     ]
             */
            artists?: string[];
            /**
             * @description No items by these artists.
             * @example [
             *       "Ada Rue"
             *     ]
             */
            excludeArtists?: string[];
            /**
             * @description Only these items.
             * @example [
             *       "w-7",
             *       "w-8",
             *       "w-9"
             *     ]
             */
            ids?: string[];
            /**
             * @description None of these items.
             * @example [
             *       "w-7"
             *     ]
             */
            excludeIds?: string[];
            /**
             * @description Only items with one of these tags.
             * @example [
             *       "landscape"
             *     ]
             */
            tags?: string[];
            /**
             * @description No items with any of these tags.
             * @example [
             *       "portrait"
             *     ]
             */
            excludeTags?: string[];
            /**
             * @description Only items that cost at least this much. Items without a price are left out.
             * @example 50
             */
            minPrice?: number;
            /**
             * @description Only items that cost at most this much. Items without a price are left out.
             * @example 500
             */
            maxPrice?: number;
            /** @description Only items that were uploaded at least so many days ago. Items without a time are left out. */
            minAge?: number;
            /**
             * @description Only items that were uploaded at most so many days ago. Items without a time are left out.
             * @example 30
             */
            maxAge?: number;
        };
        NewRailsConfig: {
            /**
             * @description Of the titles, if a request asks for none or for another.
             * @default en
             * @example de
             */
            language: string;
            pages: {
                /** @example home */
                id: string;
                /** @description In the order in which they are filled and shown. */
                rails: components["schemas"]["RailEntry"][];
                /** @description The rails for visitors without a history; by default `rails`. */
                anonymous?: components["schemas"]["RailEntry"][];
            }[];
            /** @default [] */
            rules: components["schemas"]["Rule"][];
            /** @default [] */
            experiments: components["schemas"]["NewExperiment"][];
        };
        NewExperiment: {
            /**
             * @description Never used again: results are kept under it.
             * @example more-variety
             */
            id: string;
            /** @description Its page; a page has one experiment at a time. */
            page: string;
            /**
             * @description The share of the users who take part.
             * @default 100
             */
            percent: number;
            /** @description The first one is what the others are compared with. */
            variants: components["schemas"]["Variant"][];
        };
        ConfigBody: {
            config: components["schemas"]["NewRailsConfig"];
            /**
             * Format: int64
             * @description The revision that `GET /v1/rails-config` returned. If another one is in force by now, nothing changes. The same change sent again has the same outcome.
             * @example 6
             */
            revision: number;
            /**
             * @description Who, for the history.
             * @default
             * @example ann@store
             */
            who: string;
            /**
             * @description Why, for the history.
             * @default
             * @example summer sale
             */
            why: string;
        };
        PreviewBody: {
            config: components["schemas"]["NewRailsConfig"];
            /** @default home */
            page: string;
            /**
             * @description Users, whose histories are known.
             * @default []
             */
            users: string[];
            /**
             * @description Histories of visitors; an empty one is an anonymous visitor.
             * @default []
             */
            histories: string[][];
            /** @description The items that the page is about. */
            items?: string[];
            /**
             * Format: int64
             * @description When, in seconds since 1970; by default now.
             */
            now?: number;
        };
        RailsConfig: {
            /**
             * @description Of the titles, if a request asks for none or for another.
             * @default en
             * @example de
             */
            language: string;
            pages: {
                /** @example home */
                id: string;
                /** @description In the order in which they are filled and shown. */
                rails: components["schemas"]["RailEntry"][];
                /** @description The rails for visitors without a history; by default `rails`. */
                anonymous?: components["schemas"]["RailEntry"][];
            }[];
            /** @default [] */
            rules: components["schemas"]["Rule"][];
            /** @default [] */
            experiments: components["schemas"]["Experiment"][];
        };
        Experiment: {
            /**
             * @description Never used again: results are kept under it.
             * @example more-variety
             */
            id: string;
            /** @description Its page; a page has one experiment at a time. */
            page: string;
            /**
             * @description The share of the users who take part.
             * @default 100
             */
            percent: number;
            /** @description The first one is what the others are compared with. */
            variants: components["schemas"]["Variant"][];
        };
        ConfigResponse: {
            /**
             * Format: int64
             * @description The revision in force; 0 for the built-in one.
             */
            revision: number;
            /**
             * Format: int64
             * @description The revision of `config`.
             */
            at: number;
            config: components["schemas"]["RailsConfig"];
            /** @description The latest revisions, latest first. */
            history: {
                /** Format: int64 */
                seq: number;
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                at: number;
                /** @enum {string} */
                kind: "change" | "rollback" | "stop" | "promote";
                who: string;
                why: string;
                /**
                 * Format: int64
                 * @description The revision that it was decided on.
                 */
                basis: number;
            }[];
        };
        PreviewResponse: {
            model: string;
            visitors: {
                user?: string;
                /**
                 * Format: int64
                 * @description The number of known items in the history.
                 */
                history: number;
                /** @description The rails with the config in force. */
                before: {
                    id: string;
                    title: string;
                    items: components["schemas"]["RailItem"][];
                }[];
                /** @description The rails with the config of the request. */
                after: {
                    id: string;
                    title: string;
                    items: components["schemas"]["RailItem"][];
                }[];
                /**
                 * Format: int64
                 * @description Places whose item differs, and places that come or go.
                 */
                changed: number;
            }[];
        };
        ExperimentResponse: {
            id: string;
            page: string;
            /**
             * Format: int64
             * @description The share of the users who take part.
             */
            percent: number;
            /**
             * @description `promoted`: it ended with one of its variants for everybody.
             * @enum {string}
             */
            state: "running" | "stopped" | "promoted";
            /**
             * Format: int64
             * @description Seconds since 1970.
             */
            startedAt: number;
            /**
             * Format: int64
             * @description Seconds since 1970.
             */
            endedAt?: number;
            /** @description The variant that everybody gets since the end. */
            promoted?: string;
            /** @description Of `revenuePerVisitor`: the one of most purchases. */
            currency?: string;
            /** @description Whether the variants got their shares of the visitors. */
            sampleRatio: {
                /** @description Of the chi-squared test of `visitors` against the weights. */
                p: number;
                /** @description p < .001 */
                mismatch: boolean;
                message?: string;
            };
            variants: {
                id: string;
                /** Format: int64 */
                weight: number;
                /**
                 * Format: int64
                 * @description Users who got a page of the experiment.
                 */
                visitors: number;
                /**
                 * Format: int64
                 * @description Visitors who clicked afterwards.
                 */
                clicked: number;
                /**
                 * Format: int64
                 * @description Visitors who bought afterwards.
                 */
                purchased: number;
                /** Format: int64 */
                clicks: number;
                /** Format: int64 */
                purchases: number;
                /** @description By currency. `currency` is empty where none is known. Purchases without a price are left out. */
                revenue: {
                    currency: string;
                    amount: number;
                    /** Format: int64 */
                    purchases: number;
                }[];
                /** @description With the first variant, which has none. A figure is left out while there are too few visitors: 100 of each, 20 with a value above 0 of both. */
                comparison?: {
                    /** @description Of `clicked` / `visitors`. */
                    clickRate?: {
                        /** @description The value of this variant less that of the first one. */
                        difference: number;
                        /** @description 95% interval, right if you look once, at a moment that was fixed beforehand. */
                        once: [
                            number,
                            number
                        ];
                        /** @description 95% interval, right however often you look. */
                        always: [
                            number,
                            number
                        ];
                        /** @description p value of no difference, right however often you look. */
                        p: number;
                    };
                    /** @description Of `purchased` / `visitors`. */
                    purchaseRate?: {
                        /** @description The value of this variant less that of the first one. */
                        difference: number;
                        /** @description 95% interval, right if you look once, at a moment that was fixed beforehand. */
                        once: [
                            number,
                            number
                        ];
                        /** @description 95% interval, right however often you look. */
                        always: [
                            number,
                            number
                        ];
                        /** @description p value of no difference, right however often you look. */
                        p: number;
                    };
                    /** @description In `currency` of the answer. */
                    revenuePerVisitor?: {
                        /** @description The value of this variant less that of the first one. */
                        difference: number;
                        /** @description 95% interval, right if you look once, at a moment that was fixed beforehand. */
                        once: [
                            number,
                            number
                        ];
                        /** @description 95% interval, right however often you look. */
                        always: [
                            number,
                            number
                        ];
                        /** @description p value of no difference, right however often you look. */
                        p: number;
                    };
                };
            }[];
        };
        ExperimentsResponse: {
            /** @description Those of the last 1,000 revisions of the rails config, at most 200, the last one that began first. */
            experiments: {
                id: string;
                page: string;
                /**
                 * @description `promoted`: it ended with one of its variants for everybody.
                 * @enum {string}
                 */
                state: "running" | "stopped" | "promoted";
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                startedAt: number;
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                endedAt?: number;
            }[];
        };
        ConsentResponse: {
            user: string;
            personalised: boolean;
            /**
             * Format: int64
             * @description The number of erased events.
             */
            erased: number;
        };
        Rail: {
            /**
             * @description The name of the rail on its page.
             * @example for-you
             */
            id: string;
            /**
             * @description How the rail is ranked.
             * @enum {string}
             */
            kind: "for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "similar" | "popular" | "new" | "a-look-around";
            /**
             * @description Identifies this rail. Send it as `rail` with the clicks, likes and purchases that the rail leads to. During a canary it is signed.
             * @example 12.2c28e1f8b4ba382f.home.for-you
             */
            ref: string;
            title: string;
            items: components["schemas"]["RailItem"][];
        };
        RailItem: {
            id: string;
            /** @description Comparable only within one rail. */
            score: number;
            /** @description The item of the history that explains this one: the most visually similar. */
            because?: {
                item: string;
            };
            title?: string;
            artist?: string;
            image?: string;
            /**
             * Format: int64
             * @description The picture's width in pixels, if the bundle has it.
             */
            width?: number;
            /**
             * Format: int64
             * @description The picture's height in pixels, if the bundle has it.
             */
            height?: number;
            price?: number;
            currency?: string;
            /** @description With `explain`: the item was moved by rules. */
            moved?: {
                /**
                 * Format: int64
                 * @description Its place without the rules, from 1; missing if it was not shown.
                 */
                from?: number;
                /** @description The rules that moved it. */
                rules: string[];
            };
        };
        RailsResponse: {
            /** @description The version of the model that ranked the items. */
            model: string;
            /**
             * @description Items of the history that are not in the catalogue. They were ignored.
             * @example [
             *       "w-9"
             *     ]
             */
            unknown?: string[];
            /**
             * @description Present if storage failed: the answer may be out of date.
             * @constant
             */
            degraded?: true;
            /** @example home */
            page: string;
            /**
             * Format: int64
             * @description The revision of the rails config; 0 for the built-in one.
             * @example 7
             */
            config: number;
            /** @description The experiment that the user takes part in on this page, and their variant. */
            experiment?: {
                id: string;
                variant: string;
            };
            rails: components["schemas"]["Rail"][];
            /** @description Send it as `after`, with the name of one rail as `rails`, to get more of that rail. */
            next?: string;
        };
        SimilarResponse: {
            /** @description The version of the model that ranked the items. */
            model: string;
            /**
             * @description Present if storage failed: the answer may be out of date.
             * @constant
             */
            degraded?: true;
            item: string;
            /**
             * @description Identifies this rail. Send it as `rail` with the clicks, likes and purchases that the rail leads to. During a canary it is signed.
             * @example 12.2c28e1f8b4ba382f.home.for-you
             */
            ref: string;
            /** @description Items for sale, the most similar first. The score is the cosine of the item vectors. */
            items: components["schemas"]["RailItem"][];
        };
        SimilarToResponse: {
            /** @description The version of the model that ranked the items. */
            model: string;
            /**
             * @description Present if storage failed: the answer may be out of date.
             * @constant
             */
            degraded?: true;
            /** @description Items for sale, the most similar first. The score is the cosine of the item vectors. */
            items: components["schemas"]["RailItem"][];
            /** @description Ids of `items` that are not in the catalogue. */
            unknown?: string[];
        };
        EventsResponse: {
            /**
             * Format: int64
             * @description The number of new events, without those that are `erased` or `not-stored`.
             */
            recorded: number;
            /**
             * Format: int64
             * @description The number of events that had been recorded before.
             */
            repeated: number;
            /** @description Unique items that these purchases sold. */
            sold: string[];
            /** @description Names this write, like the header `X-Bookmark`. A request with that header sees the write. */
            bookmark?: string;
            /** @description One per event, in the order of the request. */
            outcomes: {
                id: string;
                /**
                 * @description The outcome of an event. `bought`: the purchase succeeded. `late`: the unique item had already been sold. `not-for-sale`: the item is withdrawn or unknown; of an impression, unknown, so that it is not counted. `recorded`: an event that is no purchase, or a purchase sent with a user token, which the store has to confirm. `erased`: the user was erased after the time of the event, so nothing was stored or sold. `not-stored`: no purchase, and the user has opted out of personalisation.
                 * @enum {string}
                 */
                outcome: "bought" | "late" | "not-for-sale" | "recorded" | "erased" | "not-stored";
                /**
                 * @description The event had been recorded before; this is its original outcome.
                 * @constant
                 */
                repeated?: true;
            }[];
        };
        BulkEventsResponse: {
            /**
             * Format: int64
             * @description The number of lines, without empty ones.
             */
            lines: number;
            /**
             * Format: int64
             * @description The number of lines that were refused. All others are stored.
             */
            refused: number;
            /** @description The first refused lines, at most 100. */
            errors: {
                /**
                 * Format: int64
                 * @description Counted from 1, with empty lines.
                 */
                line: number;
                /** @description The field; empty for the whole line. */
                at: string;
                message: string;
            }[];
            /**
             * Format: int64
             * @description The number of new events, without those that are `erased` or `not-stored`.
             */
            recorded: number;
            /**
             * Format: int64
             * @description The number of events that had been recorded before.
             */
            repeated: number;
            /**
             * Format: int64
             * @description The number of unique items that these purchases sold.
             */
            sold: number;
            /** @description How many events have each outcome, repeated ones included. */
            outcomes: {
                /** Format: int64 */
                bought: number;
                /** Format: int64 */
                late: number;
                /** Format: int64 */
                "not-for-sale": number;
                /** Format: int64 */
                recorded: number;
                /** Format: int64 */
                erased: number;
                /** Format: int64 */
                "not-stored": number;
            };
        };
        BulkItemsResponse: {
            /**
             * Format: int64
             * @description The number of lines, without empty ones.
             */
            lines: number;
            /**
             * Format: int64
             * @description The number of lines that were refused. All others are stored.
             */
            refused: number;
            /** @description The first refused lines, at most 100. */
            errors: {
                /**
                 * Format: int64
                 * @description Counted from 1, with empty lines.
                 */
                line: number;
                /** @description The field; empty for the whole line. */
                at: string;
                message: string;
            }[];
            /**
             * Format: int64
             * @description The number of items that were added or changed.
             */
            written: number;
        };
        ItemResponse: {
            id: string;
            /**
             * Format: int64
             * @description The revision of the catalogue after this change.
             */
            revision: number;
            forSale: boolean;
            /** @description Whether the item can be recommended: it has features, or a bundle contains it. */
            recommendable: boolean;
        };
        EncoderResponse: {
            /** @description The version of the champion. */
            model: string;
            /**
             * Format: int64
             * @description The length of the feature vectors that it takes.
             */
            features: number;
            /** @description What makes the features of pictures; null if the model does not name it. */
            encoder: {
                id: string;
                network: string;
                preprocessing: string;
                features: number;
            } | null;
        };
        PictureResponse: {
            item: string;
            /**
             * @description The sha256 of the picture.
             * @example ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
             */
            digest: string;
            /** @enum {string} */
            type: "image/jpeg" | "image/png" | "image/webp" | "image/gif" | "image/tiff" | "image/avif";
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int64
             * @description The time of the upload, in seconds since 1970.
             */
            at: number;
            /**
             * @description `pending`: an encoder has to compute the features. `encoded`: the item has them. `failed`: no more attempts are made; upload the picture again to start anew.
             * @enum {string}
             */
            state: "pending" | "encoded" | "failed";
            /**
             * Format: int64
             * @description The number of failed attempts.
             */
            attempts: number;
            /** @description Why the last attempt failed. */
            failure: string | null;
        };
        PicturesResponse: {
            /** @description The encoder of the champion's features; null if unknown. */
            encoder: {
                id: string;
                network: string;
                preprocessing: string;
                features: number;
            } | null;
            pictures: components["schemas"]["PictureResponse"][];
        };
        UserResponse: {
            user: string;
            /** @description False if the user has opted out of personalisation. */
            personalised: boolean;
            events: {
                id: string;
                item: string;
                /** @enum {string} */
                kind: "purchase" | "like" | "click" | "view" | "cart" | "dislike" | "hide";
                at: number | null;
                rail: string | null;
                /** @enum {string} */
                outcome: "bought" | "late" | "not-for-sale" | "recorded";
                /** @description Of a purchase, if it is known. */
                price?: number;
                currency?: string;
            }[];
            /** @description They follow after the last event. */
            impressions: {
                item: string;
                /**
                 * Format: int64
                 * @description How often the item was shown to the user.
                 */
                count: number;
                /**
                 * Format: int64
                 * @description How often since they last clicked, liked, put into the cart or bought it.
                 */
                ignored: number;
                /**
                 * Format: int64
                 * @description The time of the latest impression.
                 */
                at: number;
            }[];
            /** @description The experiments that the user took part in. They follow after the last impression. */
            exposures: {
                experiment: string;
                /** @description The variant that the user sees. */
                variant: string;
                /**
                 * Format: int64
                 * @description When the user saw it first.
                 */
                at: number;
            }[];
            /**
             * @description Send it as `after` to get the next page; missing on the last page.
             * @example 1795000000.12
             */
            next?: string;
        };
        ErasedResponse: {
            user: string;
            /**
             * Format: int64
             * @description The number of erased events.
             */
            erased: number;
        };
        OrphansResponse: {
            orphans: {
                id: string;
                /**
                 * Format: int64
                 * @description The number of events with this id.
                 */
                events: number;
                /** @description Whether an item that is created with this id counts as sold. */
                sold: boolean;
            }[];
            /**
             * @description Send it as `after` to get the next page; missing on the last page.
             * @example w-601
             */
            next?: string;
        };
        OrphanResponse: {
            id: string;
            /**
             * Format: int64
             * @description The number of deleted events.
             */
            erased: number;
        };
        AttributionResponse: {
            /** Format: int64 */
            from: number;
            /** Format: int64 */
            until: number;
            /**
             * @description What a row is about: a rail of a page, a page, a version of the model, a variant of an experiment, or a rail on a day (UTC). At most 200 rails, 50 pages, 100 versions, 100 variants and, by day, 20 rails have rows of their own; the others are one row, `other` without a second name.
             * @default rail
             * @enum {string}
             */
            by: "rail" | "page" | "version" | "experiment" | "day";
            /** @enum {string} */
            rule: "last-click" | "first-click";
            /**
             * Format: int64
             * @description How many days before a purchase a click may be.
             */
            days: number;
            /** @description By day, then those with the most purchases first. But for experiments, they add up to `total`. */
            rows: {
                /** Format: date */
                day?: string;
                /**
                 * @description The page of the rail. `other`: events whose `rail` is not a `ref`, by that text. `none`: clicks without a rail, and purchases that nothing led to.
                 * @example home
                 */
                page?: string;
                /** @example for-you */
                rail?: string;
                /** @description Of the model; or `other` or `none`, like `page`. */
                version?: string;
                /** @description Its rows have all clicks and purchases of the users who took part, from their first page with it on. A user may be in several experiments. */
                experiment?: string;
                variant?: string;
                /** Format: int64 */
                clicks: number;
                /**
                 * Format: int64
                 * @description The number of users who clicked.
                 */
                visitors: number;
                /**
                 * Format: int64
                 * @description The number of purchases that succeeded.
                 */
                purchases: number;
                /**
                 * Format: int64
                 * @description Of the purchases, those whose price is not known.
                 */
                withoutPrice: number;
                revenue: {
                    /**
                     * @description Empty if it is not known.
                     * @example EUR
                     */
                    currency: string;
                    /** @example 1520.5 */
                    amount: number;
                    /** @description Of all revenue in this currency. */
                    share: number;
                }[];
            }[];
            /** @description Of all clicks and purchases of the period. */
            total: {
                /** Format: int64 */
                clicks: number;
                /**
                 * Format: int64
                 * @description The number of users who clicked.
                 */
                visitors: number;
                /**
                 * Format: int64
                 * @description The number of purchases that succeeded.
                 */
                purchases: number;
                /**
                 * Format: int64
                 * @description Of the purchases, those whose price is not known.
                 */
                withoutPrice: number;
                revenue: {
                    /**
                     * @description Empty if it is not known.
                     * @example EUR
                     */
                    currency: string;
                    /** @example 1520.5 */
                    amount: number;
                }[];
            };
        };
        HealthResponse: {
            /**
             * @description `degraded`: D1 does not answer, a version other than the deployed one serves, or catalogue changes are missing.
             * @enum {string}
             */
            status: "ok" | "degraded";
            /** @description The version of the model that serves. */
            model: string;
            /**
             * Format: int64
             * @description The number of items for sale.
             */
            items: number;
            /**
             * Format: int64
             * @description The revision of the catalogue in this isolate.
             */
            revision: number;
            /** @description Seconds since this isolate last read all changes of the catalogue; null if it never did. */
            age: number | null;
            /** @description For how many seconds D1 has been silent, so that requests skip it; null while it answers. */
            silent: number | null;
        };
        Problem: {
            /** @example urn:curatornet:problem:not-found */
            type: string;
            title: string;
            /** Format: int64 */
            status: number;
            detail?: string;
            errors?: {
                at: string;
                message: string;
            }[];
        };
        ModelsResponse: {
            /**
             * Format: int64
             * @description The `seq` of the last switch, 0 before the first. Every switch must name the current revision.
             */
            revision: number;
            /** @description The version that serves all visitors that the candidate does not. */
            champion: string | null;
            candidate: string | null;
            /** @description The share of visitors that the candidate serves. */
            percent: number;
            /** @description The version that a rollback returns to. */
            previous: string | null;
            /** @description Whether the worker serves unsigned models. Not for production. */
            unsigned: boolean;
            /** @description The ids of the trusted public keys. */
            keys: string[];
            /** @description The bundles in R2, latest first. */
            versions: {
                version: string;
                /** Format: int64 */
                bytes: number;
                /** @description The files that R2 has. */
                files: string[];
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                uploadedAt: number;
            }[];
            /** @description The deployment history, latest first. */
            history: {
                /** Format: int64 */
                seq: number;
                /** @description Of a switch: the champion from then on. Of a note (`deploy`, `forced`): the version that it is about. */
                version: string;
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                at: number;
                /** @enum {string} */
                kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                candidate: string | null;
                percent: number;
                who: string;
                why: string;
                /** @description Of a switch: the revision that it was decided on. Null in a note, or if unknown. */
                basis: number | null;
            }[];
        };
        ModelMetricsResponse: {
            /** @description The start of the canary in seconds since 1970; null if there was none. */
            since: number | null;
            candidate: {
                version: string;
                /** Format: int64 */
                answers: number;
                /** Format: int64 */
                rails: number;
                /** Format: int64 */
                errors: number;
                /** @description The mean time that an answer waited for storage, in milliseconds. It covers the kinds of answers that both versions gave, in equal proportions. It excludes computing time: the clock of a deployed worker stands still while it computes. */
                meanMs: number | null;
                /** @description The mean time that an answer took to compute, in milliseconds, over a sample of one in fifty answers, in equal proportions of kinds; null before both versions have samples. */
                computingMs: number | null;
                clicks: {
                    /**
                     * Format: int64
                     * @description The number of visitors who did so after seeing a rail, each counted once.
                     */
                    count: number;
                    /** @description As a share of the answers; null if there were none. */
                    rate: number | null;
                    /** @description The 95% interval, by Wilson's score method. */
                    interval: [
                        number,
                        number
                    ];
                };
                purchases: {
                    /**
                     * Format: int64
                     * @description The number of visitors who did so after seeing a rail, each counted once.
                     */
                    count: number;
                    /** @description As a share of the answers; null if there were none. */
                    rate: number | null;
                    /** @description The 95% interval, by Wilson's score method. */
                    interval: [
                        number,
                        number
                    ];
                };
            };
            champion: {
                version: string;
                /** Format: int64 */
                answers: number;
                /** Format: int64 */
                rails: number;
                /** Format: int64 */
                errors: number;
                /** @description The mean time that an answer waited for storage, in milliseconds. It covers the kinds of answers that both versions gave, in equal proportions. It excludes computing time: the clock of a deployed worker stands still while it computes. */
                meanMs: number | null;
                /** @description The mean time that an answer took to compute, in milliseconds, over a sample of one in fifty answers, in equal proportions of kinds; null before both versions have samples. */
                computingMs: number | null;
                clicks: {
                    /**
                     * Format: int64
                     * @description The number of visitors who did so after seeing a rail, each counted once.
                     */
                    count: number;
                    /** @description As a share of the answers; null if there were none. */
                    rate: number | null;
                    /** @description The 95% interval, by Wilson's score method. */
                    interval: [
                        number,
                        number
                    ];
                };
                purchases: {
                    /**
                     * Format: int64
                     * @description The number of visitors who did so after seeing a rail, each counted once.
                     */
                    count: number;
                    /** @description As a share of the answers; null if there were none. */
                    rate: number | null;
                    /** @description The 95% interval, by Wilson's score method. */
                    interval: [
                        number,
                        number
                    ];
                };
            } | null;
        };
        SwitchResponse: {
            /**
             * Format: int64
             * @description The `seq` of the last switch, 0 before the first. Every switch must name the current revision.
             */
            revision: number;
            /** @description The version that serves all visitors that the candidate does not. */
            champion: string | null;
            candidate: string | null;
            /** @description The share of visitors that the candidate serves. */
            percent: number;
            /** @description The version that a rollback returns to. */
            previous: string | null;
            /** @description Whether the worker serves unsigned models. Not for production. */
            unsigned: boolean;
            /** @description The ids of the trusted public keys. */
            keys: string[];
            /** @description The bundles in R2, latest first. */
            versions: {
                version: string;
                /** Format: int64 */
                bytes: number;
                /** @description The files that R2 has. */
                files: string[];
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                uploadedAt: number;
            }[];
            /** @description The deployment history, latest first. */
            history: {
                /** Format: int64 */
                seq: number;
                /** @description Of a switch: the champion from then on. Of a note (`deploy`, `forced`): the version that it is about. */
                version: string;
                /**
                 * Format: int64
                 * @description Seconds since 1970.
                 */
                at: number;
                /** @enum {string} */
                kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                candidate: string | null;
                percent: number;
                who: string;
                why: string;
                /** @description Of a switch: the revision that it was decided on. Null in a note, or if unknown. */
                basis: number | null;
            }[];
            /**
             * @description The current deployment, in words.
             * @example version 90c1d5b2a1f3e477 serves all visitors; 2c28e1f8b4ba382f was undone
             */
            summary: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getV1Rails: {
        parameters: {
            query: {
                /**
                 * @description The id of a user.
                 * @example u-17
                 */
                user: string;
                /**
                 * @description The name of a page of the rails config; by default `home`.
                 * @example home
                 */
                page?: string;
                /**
                 * @description Of the titles; by default that of the rails config.
                 * @example de
                 */
                language?: string;
                /** @description The `next` of an answer: goes on with the rail that `rails` names, without what was shown before and without what was sold. */
                after?: string;
                /**
                 * @description The largest number of items on a rail, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How different the items on a rail are: from 0 (ranked by score alone) to 1. Maximal marginal relevance over the best five times `limit` items.
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description The largest number of items by one artist on a rail; unlimited by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only items that cost at least this much. Items without a price are left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only items that cost at most this much. Items without a price are left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the data may be. With it, a read replica of the database may answer; by default the answer includes every acknowledged write.
                 * @example 10
                 */
                staleness?: number;
                /** @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it. */
                freshness?: "strict" | "session";
                /** @description Whether items that a rule moved say so: `moved`. */
                explain?: boolean;
                /**
                 * @description The rails to return, in the order in which they are filled; an item appears on one rail only. Each is a rail of the page, or a kind of rail. By default all rails of the page. A rail is left out if it has no items, or if it needs a history and the visitor has none.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: string[];
                /**
                 * @description The items that the page is about: the one that is looked at, or those of the cart. The rail `similar` shows items like them; they are shown on no rail.
                 * @example [
                 *       "w-3"
                 *     ]
                 */
                items?: string[];
                /**
                 * @description Only items by these artists.
                 * @example [
                 *       "Dov Eskrane"
                 *     ]
                 */
                artists?: string[];
                /**
                 * @description No items by these artists.
                 * @example [
                 *       "Ada Rue"
                 *     ]
                 */
                excludeArtists?: string[];
                /**
                 * @description Only these items.
                 * @example [
                 *       "w-7",
                 *       "w-8",
                 *       "w-9"
                 *     ]
                 */
                ids?: string[];
                /**
                 * @description None of these items.
                 * @example [
                 *       "w-7"
                 *     ]
                 */
                excludeIds?: string[];
                /**
                 * @description Only items with one of these tags.
                 * @example [
                 *       "landscape"
                 *     ]
                 */
                tags?: string[];
                /**
                 * @description No items with any of these tags.
                 * @example [
                 *       "portrait"
                 *     ]
                 */
                excludeTags?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "page": "home",
                     *       "config": 7,
                     *       "rails": [
                     *         {
                     *           "id": "for-you",
                     *           "kind": "for-you",
                     *           "ref": "12.2c28e1f8b4ba382f.home.for-you",
                     *           "title": "For you",
                     *           "items": [
                     *             {
                     *               "id": "w-125",
                     *               "title": "Quiet River",
                     *               "artist": "Dov Eskrane",
                     *               "price": 30,
                     *               "currency": "EUR",
                     *               "score": 15.61,
                     *               "because": {
                     *                 "item": "w-3"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RailsResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1Rails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "history": [
                 *         "w-3",
                 *         "w-14"
                 *       ],
                 *       "limit": 5,
                 *       "rails": [
                 *         "for-you",
                 *         "discover"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Ids of the items that the visitor bought or liked, oldest first. Empty for an anonymous visitor.
                     * @example [
                     *       "w-3",
                     *       "w-14"
                     *     ]
                     */
                    history: string[];
                    /**
                     * @description The name of a page of the rails config; by default `home`.
                     * @default home
                     * @example home
                     */
                    page?: string;
                    /**
                     * @description Of the titles; by default that of the rails config.
                     * @example de
                     */
                    language?: string;
                    /** @description The `next` of an answer: goes on with the rail that `rails` names, without what was shown before and without what was sold. */
                    after?: string;
                    /**
                     * @description The largest number of items on a rail, 1 to 100.
                     * @example 20
                     */
                    limit?: number;
                    /**
                     * @description How different the items on a rail are: from 0 (ranked by score alone) to 1. Maximal marginal relevance over the best five times `limit` items.
                     * @example 0.3
                     */
                    diversity?: number;
                    /**
                     * @description The largest number of items by one artist on a rail; unlimited by default.
                     * @example 3
                     */
                    perArtist?: number;
                    /**
                     * @description Only items that cost at least this much. Items without a price are left out.
                     * @example 50
                     */
                    minPrice?: number;
                    /**
                     * @description Only items that cost at most this much. Items without a price are left out.
                     * @example 500
                     */
                    maxPrice?: number;
                    /**
                     * @description How many seconds old the data may be. With it, a read replica of the database may answer; by default the answer includes every acknowledged write.
                     * @example 10
                     */
                    staleness?: number;
                    /**
                     * @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it.
                     * @enum {string}
                     */
                    freshness?: "strict" | "session";
                    /** @description Whether items that a rule moved say so: `moved`. */
                    explain?: boolean;
                    /**
                     * @description The rails to return, in the order in which they are filled; an item appears on one rail only. Each is a rail of the page, or a kind of rail. By default all rails of the page. A rail is left out if it has no items, or if it needs a history and the visitor has none.
                     * @example [
                     *       "for-you",
                     *       "new-for-you"
                     *     ]
                     */
                    rails?: string[];
                    /**
                     * @description The items that the page is about: the one that is looked at, or those of the cart. The rail `similar` shows items like them; they are shown on no rail.
                     * @example [
                     *       "w-3"
                     *     ]
                     */
                    items?: string[];
                    /**
                     * @description Only items by these artists.
                     * @example [
                     *       "Dov Eskrane"
                     *     ]
                     */
                    artists?: string[];
                    /**
                     * @description No items by these artists.
                     * @example [
                     *       "Ada Rue"
                     *     ]
                     */
                    excludeArtists?: string[];
                    /**
                     * @description Only these items.
                     * @example [
                     *       "w-7",
                     *       "w-8",
                     *       "w-9"
                     *     ]
                     */
                    ids?: string[];
                    /**
                     * @description None of these items.
                     * @example [
                     *       "w-7"
                     *     ]
                     */
                    excludeIds?: string[];
                    /**
                     * @description Only items with one of these tags.
                     * @example [
                     *       "landscape"
                     *     ]
                     */
                    tags?: string[];
                    /**
                     * @description No items with any of these tags.
                     * @example [
                     *       "portrait"
                     *     ]
                     */
                    excludeTags?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "page": "home",
                     *       "config": 7,
                     *       "rails": [
                     *         {
                     *           "id": "for-you",
                     *           "kind": "for-you",
                     *           "ref": "12.2c28e1f8b4ba382f.home.for-you",
                     *           "title": "For you",
                     *           "items": [
                     *             {
                     *               "id": "w-125",
                     *               "title": "Quiet River",
                     *               "artist": "Dov Eskrane",
                     *               "price": 30,
                     *               "currency": "EUR",
                     *               "score": 15.61,
                     *               "because": {
                     *                 "item": "w-3"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RailsResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1RailsAnonymous: {
        parameters: {
            query?: {
                /**
                 * @description The name of a page of the rails config; by default `home`.
                 * @example home
                 */
                page?: string;
                /**
                 * @description Of the titles; by default that of the rails config.
                 * @example de
                 */
                language?: string;
                /** @description The `next` of an answer: goes on with the rail that `rails` names, without what was shown before and without what was sold. */
                after?: string;
                /**
                 * @description The largest number of items on a rail, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How different the items on a rail are: from 0 (ranked by score alone) to 1. Maximal marginal relevance over the best five times `limit` items.
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description The largest number of items by one artist on a rail; unlimited by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only items that cost at least this much. Items without a price are left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only items that cost at most this much. Items without a price are left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the data may be. With it, a read replica of the database may answer; by default the answer includes every acknowledged write.
                 * @example 10
                 */
                staleness?: number;
                /** @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it. */
                freshness?: "strict" | "session";
                /** @description Whether items that a rule moved say so: `moved`. */
                explain?: boolean;
                /**
                 * @description The rails to return, in the order in which they are filled; an item appears on one rail only. Each is a rail of the page, or a kind of rail. By default all rails of the page. A rail is left out if it has no items, or if it needs a history and the visitor has none.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: string[];
                /**
                 * @description The items that the page is about: the one that is looked at, or those of the cart. The rail `similar` shows items like them; they are shown on no rail.
                 * @example [
                 *       "w-3"
                 *     ]
                 */
                items?: string[];
                /**
                 * @description Only items by these artists.
                 * @example [
                 *       "Dov Eskrane"
                 *     ]
                 */
                artists?: string[];
                /**
                 * @description No items by these artists.
                 * @example [
                 *       "Ada Rue"
                 *     ]
                 */
                excludeArtists?: string[];
                /**
                 * @description Only these items.
                 * @example [
                 *       "w-7",
                 *       "w-8",
                 *       "w-9"
                 *     ]
                 */
                ids?: string[];
                /**
                 * @description None of these items.
                 * @example [
                 *       "w-7"
                 *     ]
                 */
                excludeIds?: string[];
                /**
                 * @description Only items with one of these tags.
                 * @example [
                 *       "landscape"
                 *     ]
                 */
                tags?: string[];
                /**
                 * @description No items with any of these tags.
                 * @example [
                 *       "portrait"
                 *     ]
                 */
                excludeTags?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "page": "home",
                     *       "config": 7,
                     *       "rails": [
                     *         {
                     *           "id": "popular",
                     *           "kind": "popular",
                     *           "ref": "12.2c28e1f8b4ba382f.home.popular",
                     *           "title": "Popular",
                     *           "items": [
                     *             {
                     *               "id": "w-125",
                     *               "title": "Quiet River",
                     *               "artist": "Dov Eskrane",
                     *               "price": 30,
                     *               "currency": "EUR",
                     *               "score": 7.02
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RailsResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1RailsConfig: {
        parameters: {
            query?: {
                /**
                 * @description A revision; by default the one in force. 0 is the built-in one.
                 * @example 5
                 */
                at?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 7,
                     *       "at": 7,
                     *       "config": {
                     *         "language": "en",
                     *         "pages": [
                     *           {
                     *             "id": "home",
                     *             "rails": [
                     *               {
                     *                 "id": "for-you",
                     *                 "titles": {
                     *                   "en": "For you",
                     *                   "de": "Für dich"
                     *                 },
                     *                 "newcomers": {
                     *                   "percent": 20,
                     *                   "days": 14
                     *                 }
                     *               },
                     *               {
                     *                 "id": "landscapes",
                     *                 "kind": "for-you",
                     *                 "titles": {
                     *                   "en": "Landscapes"
                     *                 },
                     *                 "filter": {
                     *                   "tags": [
                     *                     "landscape"
                     *                   ]
                     *                 }
                     *               }
                     *             ],
                     *             "anonymous": [
                     *               {
                     *                 "id": "popular"
                     *               },
                     *               {
                     *                 "id": "new"
                     *               }
                     *             ]
                     *           }
                     *         ],
                     *         "rules": [
                     *           {
                     *             "id": "summer",
                     *             "act": "boost",
                     *             "match": {
                     *               "tags": [
                     *                 "sea"
                     *               ]
                     *             },
                     *             "places": 10,
                     *             "until": 1797000000
                     *           }
                     *         ],
                     *         "experiments": []
                     *       },
                     *       "history": [
                     *         {
                     *           "seq": 7,
                     *           "kind": "change",
                     *           "basis": 6,
                     *           "at": 1795000000,
                     *           "who": "ann@store",
                     *           "why": "summer sale"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1RailsConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "config": {
                 *         "language": "en",
                 *         "pages": [
                 *           {
                 *             "id": "home",
                 *             "rails": [
                 *               {
                 *                 "id": "for-you",
                 *                 "titles": {
                 *                   "en": "For you",
                 *                   "de": "Für dich"
                 *                 },
                 *                 "newcomers": {
                 *                   "percent": 20,
                 *                   "days": 14
                 *                 }
                 *               },
                 *               {
                 *                 "id": "landscapes",
                 *                 "kind": "for-you",
                 *                 "titles": {
                 *                   "en": "Landscapes"
                 *                 },
                 *                 "filter": {
                 *                   "tags": [
                 *                     "landscape"
                 *                   ]
                 *                 }
                 *               }
                 *             ],
                 *             "anonymous": [
                 *               {
                 *                 "id": "popular"
                 *               },
                 *               {
                 *                 "id": "new"
                 *               }
                 *             ]
                 *           }
                 *         ],
                 *         "rules": [
                 *           {
                 *             "id": "summer",
                 *             "act": "boost",
                 *             "match": {
                 *               "tags": [
                 *                 "sea"
                 *               ]
                 *             },
                 *             "places": 10,
                 *             "until": 1797000000
                 *           }
                 *         ],
                 *         "experiments": []
                 *       },
                 *       "revision": 6,
                 *       "who": "ann@store",
                 *       "why": "summer sale"
                 *     }
                 */
                "application/json": components["schemas"]["ConfigBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 7,
                     *       "at": 7,
                     *       "config": {
                     *         "language": "en",
                     *         "pages": [
                     *           {
                     *             "id": "home",
                     *             "rails": [
                     *               {
                     *                 "id": "for-you",
                     *                 "titles": {
                     *                   "en": "For you",
                     *                   "de": "Für dich"
                     *                 },
                     *                 "newcomers": {
                     *                   "percent": 20,
                     *                   "days": 14
                     *                 }
                     *               },
                     *               {
                     *                 "id": "landscapes",
                     *                 "kind": "for-you",
                     *                 "titles": {
                     *                   "en": "Landscapes"
                     *                 },
                     *                 "filter": {
                     *                   "tags": [
                     *                     "landscape"
                     *                   ]
                     *                 }
                     *               }
                     *             ],
                     *             "anonymous": [
                     *               {
                     *                 "id": "popular"
                     *               },
                     *               {
                     *                 "id": "new"
                     *               }
                     *             ]
                     *           }
                     *         ],
                     *         "rules": [
                     *           {
                     *             "id": "summer",
                     *             "act": "boost",
                     *             "match": {
                     *               "tags": [
                     *                 "sea"
                     *               ]
                     *             },
                     *             "places": 10,
                     *             "until": 1797000000
                     *           }
                     *         ],
                     *         "experiments": []
                     *       },
                     *       "history": [
                     *         {
                     *           "seq": 7,
                     *           "kind": "change",
                     *           "basis": 6,
                     *           "at": 1795000000,
                     *           "who": "ann@store",
                     *           "why": "summer sale"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rails config has another revision */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1RailsConfigRollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": 5,
                 *       "revision": 6,
                 *       "who": "ann@store",
                 *       "why": "summer sale"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int64
                     * @description The revision to return to; 0 for the built-in one.
                     * @example 5
                     */
                    to: number;
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/rails-config` returned. If another one is in force by now, nothing changes. The same change sent again has the same outcome.
                     * @example 6
                     */
                    revision: number;
                    /**
                     * @description Who, for the history.
                     * @default
                     * @example ann@store
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
                     * @default
                     * @example summer sale
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 7,
                     *       "at": 7,
                     *       "config": {
                     *         "language": "en",
                     *         "pages": [
                     *           {
                     *             "id": "home",
                     *             "rails": [
                     *               {
                     *                 "id": "for-you",
                     *                 "titles": {
                     *                   "en": "For you",
                     *                   "de": "Für dich"
                     *                 },
                     *                 "newcomers": {
                     *                   "percent": 20,
                     *                   "days": 14
                     *                 }
                     *               },
                     *               {
                     *                 "id": "landscapes",
                     *                 "kind": "for-you",
                     *                 "titles": {
                     *                   "en": "Landscapes"
                     *                 },
                     *                 "filter": {
                     *                   "tags": [
                     *                     "landscape"
                     *                   ]
                     *                 }
                     *               }
                     *             ],
                     *             "anonymous": [
                     *               {
                     *                 "id": "popular"
                     *               },
                     *               {
                     *                 "id": "new"
                     *               }
                     *             ]
                     *           }
                     *         ],
                     *         "rules": [
                     *           {
                     *             "id": "summer",
                     *             "act": "boost",
                     *             "match": {
                     *               "tags": [
                     *                 "sea"
                     *               ]
                     *             },
                     *             "places": 10,
                     *             "until": 1797000000
                     *           }
                     *         ],
                     *         "experiments": []
                     *       },
                     *       "history": [
                     *         {
                     *           "seq": 7,
                     *           "kind": "change",
                     *           "basis": 6,
                     *           "at": 1795000000,
                     *           "who": "ann@store",
                     *           "why": "summer sale"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rails config has another revision */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1RailsConfigPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "config": {
                 *         "language": "en",
                 *         "pages": [
                 *           {
                 *             "id": "home",
                 *             "rails": [
                 *               {
                 *                 "id": "for-you",
                 *                 "titles": {
                 *                   "en": "For you",
                 *                   "de": "Für dich"
                 *                 },
                 *                 "newcomers": {
                 *                   "percent": 20,
                 *                   "days": 14
                 *                 }
                 *               },
                 *               {
                 *                 "id": "landscapes",
                 *                 "kind": "for-you",
                 *                 "titles": {
                 *                   "en": "Landscapes"
                 *                 },
                 *                 "filter": {
                 *                   "tags": [
                 *                     "landscape"
                 *                   ]
                 *                 }
                 *               }
                 *             ],
                 *             "anonymous": [
                 *               {
                 *                 "id": "popular"
                 *               },
                 *               {
                 *                 "id": "new"
                 *               }
                 *             ]
                 *           }
                 *         ],
                 *         "rules": [
                 *           {
                 *             "id": "summer",
                 *             "act": "boost",
                 *             "match": {
                 *               "tags": [
                 *                 "sea"
                 *               ]
                 *             },
                 *             "places": 10,
                 *             "until": 1797000000
                 *           }
                 *         ],
                 *         "experiments": []
                 *       },
                 *       "page": "home",
                 *       "users": [
                 *         "u-17"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "visitors": [
                     *         {
                     *           "user": "u-17",
                     *           "history": 12,
                     *           "before": [
                     *             {
                     *               "id": "for-you",
                     *               "title": "For you",
                     *               "items": [
                     *                 {
                     *                   "id": "w-7",
                     *                   "score": 15.61,
                     *                   "title": "Quiet River"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "after": [
                     *             {
                     *               "id": "for-you",
                     *               "title": "For you",
                     *               "items": [
                     *                 {
                     *                   "id": "w-125",
                     *                   "score": 15.61,
                     *                   "title": "Quiet River",
                     *                   "moved": {
                     *                     "from": 9,
                     *                     "rules": [
                     *                       "summer"
                     *                     ]
                     *                   }
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "changed": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreviewResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "experiments": [
                     *         {
                     *           "id": "more-variety",
                     *           "page": "home",
                     *           "state": "running",
                     *           "startedAt": 1795000000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExperimentsResponse"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ExperimentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the experiment.
                 * @example more-variety
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "more-variety",
                     *       "page": "home",
                     *       "percent": 100,
                     *       "state": "running",
                     *       "startedAt": 1795000000,
                     *       "currency": "EUR",
                     *       "sampleRatio": {
                     *         "p": 0.826,
                     *         "mismatch": false
                     *       },
                     *       "variants": [
                     *         {
                     *           "id": "control",
                     *           "weight": 1,
                     *           "visitors": 5012,
                     *           "clicked": 1003,
                     *           "purchased": 121,
                     *           "clicks": 2310,
                     *           "purchases": 150,
                     *           "revenue": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": 4510.5,
                     *               "purchases": 150
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "id": "varied",
                     *           "weight": 1,
                     *           "visitors": 4990,
                     *           "clicked": 1211,
                     *           "purchased": 139,
                     *           "clicks": 2904,
                     *           "purchases": 171,
                     *           "revenue": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": 5102,
                     *               "purchases": 171
                     *             }
                     *           ],
                     *           "comparison": {
                     *             "clickRate": {
                     *               "difference": 0.04257,
                     *               "once": [
                     *                 0.02631,
                     *                 0.05883
                     *               ],
                     *               "always": [
                     *                 0.01739,
                     *                 0.06774
                     *               ],
                     *               "p": 0.00003
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExperimentResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ExperimentsIdStop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the experiment.
                 * @example more-variety
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "revision": 7,
                 *       "who": "ann@store",
                 *       "why": "more clicks"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/rails-config` returned. If another one is in force by now, nothing changes. The same change sent again has the same outcome.
                     * @example 6
                     */
                    revision: number;
                    /**
                     * @description Who, for the history.
                     * @default
                     * @example ann@store
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
                     * @default
                     * @example summer sale
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 8,
                     *       "at": 8,
                     *       "config": {
                     *         "language": "en",
                     *         "pages": [
                     *           {
                     *             "id": "home",
                     *             "rails": [
                     *               {
                     *                 "id": "for-you",
                     *                 "diversity": 0.4
                     *               }
                     *             ]
                     *           }
                     *         ],
                     *         "rules": [],
                     *         "experiments": []
                     *       },
                     *       "history": [
                     *         {
                     *           "seq": 8,
                     *           "at": 1795900000,
                     *           "kind": "stop",
                     *           "who": "ann@store",
                     *           "why": "more clicks",
                     *           "basis": 7
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rails config has another revision */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ExperimentsIdPromote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the experiment.
                 * @example more-variety
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "variant": "varied",
                 *       "revision": 7,
                 *       "who": "ann@store",
                 *       "why": "more clicks"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What the page shows to everybody from now on.
                     * @example varied
                     */
                    variant: string;
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/rails-config` returned. If another one is in force by now, nothing changes. The same change sent again has the same outcome.
                     * @example 6
                     */
                    revision: number;
                    /**
                     * @description Who, for the history.
                     * @default
                     * @example ann@store
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
                     * @default
                     * @example summer sale
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 8,
                     *       "at": 8,
                     *       "config": {
                     *         "language": "en",
                     *         "pages": [
                     *           {
                     *             "id": "home",
                     *             "rails": [
                     *               {
                     *                 "id": "for-you",
                     *                 "diversity": 0.4
                     *               }
                     *             ]
                     *           }
                     *         ],
                     *         "rules": [],
                     *         "experiments": []
                     *       },
                     *       "history": [
                     *         {
                     *           "seq": 8,
                     *           "at": 1795900000,
                     *           "kind": "promote",
                     *           "who": "ann@store",
                     *           "why": "more clicks",
                     *           "basis": 7
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rails config has another revision */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ItemsIdSimilar: {
        parameters: {
            query?: {
                /**
                 * @description The largest number of items on a rail, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description A user: the items of their history, and those that they disliked or hid, are left out. It takes their token, or the service key.
                 * @example u-17
                 */
                user?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "item": "w-3",
                     *       "ref": "12.2c28e1f8b4ba382f.item.similar",
                     *       "items": [
                     *         {
                     *           "id": "w-125",
                     *           "score": 0.91,
                     *           "title": "Quiet River",
                     *           "artist": "Dov Eskrane",
                     *           "price": 30,
                     *           "currency": "EUR"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SimilarResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1Similar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         "w-3",
                 *         "w-14"
                 *       ],
                 *       "limit": 20
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Ids of items, for sale or not. Unknown ones are ignored. Give either `items` or `features`.
                     * @example [
                     *       "w-3",
                     *       "w-14"
                     *     ]
                     */
                    items?: string[];
                    /** @description The features of a picture, of the length that the model takes. */
                    features?: number[];
                    /**
                     * @description The id of the encoder that made `features`.
                     * @example 5d41402abc4b2a76
                     */
                    encoder?: string;
                    /**
                     * @description The largest number of items on a rail, 1 to 100.
                     * @default 20
                     * @example 20
                     */
                    limit?: number;
                    /**
                     * @description Only items by these artists.
                     * @example [
                     *       "Dov Eskrane"
                     *     ]
                     */
                    artists?: string[];
                    /**
                     * @description No items by these artists.
                     * @example [
                     *       "Ada Rue"
                     *     ]
                     */
                    excludeArtists?: string[];
                    /**
                     * @description Only these items.
                     * @example [
                     *       "w-7",
                     *       "w-8",
                     *       "w-9"
                     *     ]
                     */
                    ids?: string[];
                    /**
                     * @description None of these items.
                     * @example [
                     *       "w-7"
                     *     ]
                     */
                    excludeIds?: string[];
                    /**
                     * @description Only items with one of these tags.
                     * @example [
                     *       "landscape"
                     *     ]
                     */
                    tags?: string[];
                    /**
                     * @description No items with any of these tags.
                     * @example [
                     *       "portrait"
                     *     ]
                     */
                    excludeTags?: string[];
                    /**
                     * @description Only items that cost at least this much. Items without a price are left out.
                     * @example 50
                     */
                    minPrice?: number;
                    /**
                     * @description Only items that cost at most this much. Items without a price are left out.
                     * @example 500
                     */
                    maxPrice?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "items": [
                     *         {
                     *           "id": "w-125",
                     *           "score": 0.91,
                     *           "title": "Quiet River",
                     *           "artist": "Dov Eskrane",
                     *           "price": 30,
                     *           "currency": "EUR"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SimilarToResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The feature vector has the wrong length, the wrong encoder or values the model cannot use */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1Events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "id": "order-7",
                 *           "user": "u-17",
                 *           "item": "w-3",
                 *           "kind": "purchase",
                 *           "at": 1795000000,
                 *           "price": 30,
                 *           "currency": "EUR"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Either all events are recorded, or none. */
                    events: {
                        /**
                         * @description An id that the sender chooses, unique among the events of this sender (a user, or the store). Sending the same event again is safe: it is recorded once.
                         * @example order-7
                         */
                        id: string;
                        /** @example u-17 */
                        user: string;
                        /** @example w-3 */
                        item: string;
                        /**
                         * @description Likes and successful purchases form the user's history, and other kinds that the store chooses. A disliked or hidden item is not shown to the user again, unless they like it later. An impression, which says that the user saw the item, is counted and not stored itself; its `rail` is not kept.
                         * @enum {string}
                         */
                        kind: "purchase" | "like" | "click" | "view" | "cart" | "dislike" | "hide" | "impression";
                        /**
                         * Format: int64
                         * @description Seconds since 1970, before 2100 and at most a day in the future; by default now.
                         * @example 1795000000
                         */
                        at?: number;
                        /**
                         * @description The `ref` of the rail that led to this event.
                         * @example 12.2c28e1f8b4ba382f.home.for-you
                         */
                        rail?: string;
                        /**
                         * @description Of a purchase that the store sends: what was paid, in `currency`; by default the price of the item when the purchase arrives.
                         * @example 30
                         */
                        price?: number;
                        /**
                         * @description Of `price`; by default the currency of the item.
                         * @example EUR
                         */
                        currency?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded": 1,
                     *       "repeated": 0,
                     *       "sold": [
                     *         "w-3"
                     *       ],
                     *       "outcomes": [
                     *         {
                     *           "id": "order-7",
                     *           "outcome": "bought"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EventsResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An event with this id was already recorded with different contents */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1ItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Quiet River",
                 *       "artist": "Dov Eskrane",
                 *       "price": 30,
                 *       "currency": "EUR",
                 *       "tags": [
                 *         "landscape"
                 *       ]
                 *     }
                 */
                "application/json": {
                    title?: string;
                    artist?: string;
                    image?: string;
                    /** @description In `currency`; rounded to four decimals. */
                    price?: number;
                    currency?: string;
                    tags?: string[];
                    /**
                     * Format: int64
                     * @description Seconds since 1970; by default unchanged, or now for a new item.
                     */
                    uploadedAt?: number;
                    /**
                     * @description Whether only one exists: a purchase takes it off sale.
                     * @default true
                     */
                    unique?: boolean;
                    /** @description By default a new or withdrawn item goes on sale, and a unique item that was sold stays sold. */
                    forSale?: boolean;
                    /** @description The width of the picture in pixels. */
                    width?: number;
                    /** @description The height of the picture in pixels. */
                    height?: number;
                    /** @description The feature vector of the item's picture; its length must match the model's. If left out, the stored features stay. */
                    features?: number[];
                    /**
                     * @description The id of the encoder that made `features`. They are refused if the model was trained on those of another one.
                     * @example 5d41402abc4b2a76
                     */
                    encoder?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "w-125",
                     *       "revision": 72,
                     *       "forSale": true,
                     *       "recommendable": true
                     *     }
                     */
                    "application/json": components["schemas"]["ItemResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The feature vector has the wrong length, the wrong encoder or values the model cannot use */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteV1ItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "w-125",
                     *       "revision": 73,
                     *       "forSale": false,
                     *       "recommendable": true
                     *     }
                     */
                    "application/json": components["schemas"]["ItemResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ItemsIdPicture: {
        parameters: {
            query?: {
                /**
                 * @description The sha256 of the picture, so that caches may keep the answer for good.
                 * @example ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
                 */
                digest?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "image/*": string;
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1ItemsIdPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "item": "w-125",
                     *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "type": "image/jpeg",
                     *       "bytes": 204800,
                     *       "at": 1795000000,
                     *       "state": "pending",
                     *       "attempts": 0,
                     *       "failure": null
                     *     }
                     */
                    "application/json": components["schemas"]["PictureResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is not a JPEG, PNG, WebP, GIF, TIFF or AVIF picture */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Pictures: {
        parameters: {
            query?: {
                /** @description `pending`: those that an encoder has to try now, the earliest first. */
                state?: "pending" | "failed";
                /**
                 * @description The largest number of pictures, 1 to 100.
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "encoder": null,
                     *       "pictures": [
                     *         {
                     *           "item": "w-125",
                     *           "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "type": "image/jpeg",
                     *           "bytes": 204800,
                     *           "at": 1795000000,
                     *           "state": "pending",
                     *           "attempts": 0,
                     *           "failure": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PicturesResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1ItemsIdPictureFeatures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "encoder": "5d41402abc4b2a76",
                 *       "features": [
                 *         0.25,
                 *         0.5
                 *       ],
                 *       "width": 1200,
                 *       "height": 800
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The sha256 of the picture.
                     * @example ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
                     */
                    digest: string;
                    /**
                     * @description The id of the encoder that made the features.
                     * @example 5d41402abc4b2a76
                     */
                    encoder: string;
                    features: number[];
                    width?: number;
                    height?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "w-125",
                     *       "revision": 73,
                     *       "forSale": true,
                     *       "recommendable": true
                     *     }
                     */
                    "application/json": components["schemas"]["ItemResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item has another picture */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The feature vector has the wrong length, the wrong encoder or values the model cannot use */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ItemsIdPictureFailures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an item, for sale or not.
                 * @example w-3
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "reason": "is truncated",
                 *       "final": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The sha256 of the picture.
                     * @example ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
                     */
                    digest: string;
                    /**
                     * @description Why the picture could not be encoded.
                     * @example is not a JPEG file
                     */
                    reason: string;
                    /**
                     * @description Whether another attempt would fail as well, because the file itself is wrong.
                     * @default false
                     */
                    final?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "item": "w-125",
                     *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "type": "image/jpeg",
                     *       "bytes": 204800,
                     *       "at": 1795000000,
                     *       "state": "failed",
                     *       "attempts": 1,
                     *       "failure": "is truncated"
                     *     }
                     */
                    "application/json": components["schemas"]["PictureResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item has another picture */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Encoder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "features": 496,
                     *       "encoder": {
                     *         "id": "5d41402abc4b2a76",
                     *         "network": "engineered visual features, version 1",
                     *         "preprocessing": "the whole picture",
                     *         "features": 496
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["EncoderResponse"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1BulkEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {"id":"order-7","user":"u-17","item":"w-3","kind":"purchase"}
                 *     {"id":"like-8","user":"u-17","item":"w-4","kind":"like"}
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lines": 2,
                     *       "refused": 0,
                     *       "errors": [],
                     *       "recorded": 2,
                     *       "repeated": 0,
                     *       "sold": 1,
                     *       "outcomes": {
                     *         "bought": 1,
                     *         "late": 0,
                     *         "not-for-sale": 0,
                     *         "recorded": 1,
                     *         "erased": 0,
                     *         "not-stored": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BulkEventsResponse"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1BulkItems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {"id":"w-125","title":"Quiet River","price":30,"currency":"EUR"}
                 *     {"id":"w-126","price":"free"}
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lines": 2,
                     *       "refused": 1,
                     *       "errors": [
                     *         {
                     *           "line": 2,
                     *           "at": "price",
                     *           "message": "Invalid input: expected number, received string"
                     *         }
                     *       ],
                     *       "written": 1
                     *     }
                     */
                    "application/json": components["schemas"]["BulkItemsResponse"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1UsersId: {
        parameters: {
            query?: {
                /**
                 * @description The largest number of entries on the page, 1 to 1000.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description The `next` of the previous page.
                 * @example 1795000000.12
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of a user.
                 * @example u-17
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "u-17",
                     *       "personalised": true,
                     *       "events": [
                     *         {
                     *           "id": "order-7",
                     *           "item": "w-3",
                     *           "kind": "purchase",
                     *           "at": 1795000000,
                     *           "rail": "12.2c28e1f8b4ba382f.home.for-you",
                     *           "outcome": "bought",
                     *           "price": 30,
                     *           "currency": "EUR"
                     *         }
                     *       ],
                     *       "impressions": [
                     *         {
                     *           "item": "w-125",
                     *           "count": 9,
                     *           "ignored": 3,
                     *           "at": 1795000400
                     *         }
                     *       ],
                     *       "exposures": [
                     *         {
                     *           "experiment": "more-variety",
                     *           "variant": "control",
                     *           "at": 1795000000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1UsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a user.
                 * @example u-17
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "personalised": false
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `false` opts the user out: they get the anonymous rails, what is stored about them is erased, and nothing more is stored but this. `true` takes it back.
                     * @example false
                     */
                    personalised: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "u-17",
                     *       "personalised": false,
                     *       "erased": 12
                     *     }
                     */
                    "application/json": components["schemas"]["ConsentResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteV1UsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a user.
                 * @example u-17
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "u-17",
                     *       "erased": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ErasedResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token belongs to another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Orphans: {
        parameters: {
            query?: {
                /**
                 * @description The largest number of entries on the page, 1 to 1000.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description The `next` of the previous page.
                 * @example w-601
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "orphans": [
                     *         {
                     *           "id": "w-601",
                     *           "events": 2,
                     *           "sold": true
                     *         }
                     *       ],
                     *       "next": "w-601"
                     *     }
                     */
                    "application/json": components["schemas"]["OrphansResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteV1OrphansId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description An id that events name and that no item has.
                 * @example w-601
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "w-601",
                     *       "erased": 2
                     *     }
                     */
                    "application/json": components["schemas"]["OrphanResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Export: {
        parameters: {
            query?: {
                /**
                 * @description The last `cursor` of an export that was interrupted: the lines after it. Without it, an export begins with the items.
                 * @example events.2000
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"end":{"items":6040,"features":3,"events":59541,"impressions":0}} */
                    "application/x-ndjson": string;
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available; Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Attribution: {
        parameters: {
            query?: {
                /**
                 * @description Events from this time on count, in seconds since 1970; by default 30 days before `until`. The period has at most 366 days and 250,000 events.
                 * @example 1792408000
                 */
                from?: number;
                /**
                 * @description Events before this time count; by default now.
                 * @example 1795000000
                 */
                until?: number;
                /** @description What a row is about: a rail of a page, a page, a version of the model, a variant of an experiment, or a rail on a day (UTC). At most 200 rails, 50 pages, 100 versions, 100 variants and, by day, 20 rails have rows of their own; the others are one row, `other` without a second name. */
                by?: "rail" | "page" | "version" | "experiment" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1792408000,
                     *       "until": 1795000000,
                     *       "by": "rail",
                     *       "rule": "last-click",
                     *       "days": 7,
                     *       "rows": [
                     *         {
                     *           "page": "home",
                     *           "rail": "for-you",
                     *           "clicks": 412,
                     *           "visitors": 120,
                     *           "purchases": 9,
                     *           "withoutPrice": 0,
                     *           "revenue": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": 300,
                     *               "share": 0.75
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "page": "none",
                     *           "clicks": 0,
                     *           "visitors": 0,
                     *           "purchases": 2,
                     *           "withoutPrice": 0,
                     *           "revenue": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": 100,
                     *               "share": 0.25
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": {
                     *         "clicks": 412,
                     *         "visitors": 120,
                     *         "purchases": 11,
                     *         "withoutPrice": 0,
                     *         "revenue": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": 400
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AttributionResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AttributionCsv: {
        parameters: {
            query?: {
                /**
                 * @description Events from this time on count, in seconds since 1970; by default 30 days before `until`. The period has at most 366 days and 250,000 events.
                 * @example 1792408000
                 */
                from?: number;
                /**
                 * @description Events before this time count; by default now.
                 * @example 1795000000
                 */
                until?: number;
                /** @description What a row is about: a rail of a page, a page, a version of the model, a variant of an experiment, or a rail on a day (UTC). At most 200 rails, 50 pages, 100 versions, 100 variants and, by day, 20 rails have rows of their own; the others are one row, `other` without a second name. */
                by?: "rail" | "page" | "version" | "experiment" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example page,rail,clicks,visitors,purchases,purchases without a price,revenue EUR,share EUR
                     *     home,for-you,412,120,9,0,300,0.75
                     *     none,,0,0,2,0,100,0.25
                     */
                    "text/csv": string;
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 12,
                     *       "champion": "90c1d5b2a1f3e477",
                     *       "candidate": "2c28e1f8b4ba382f",
                     *       "percent": 10,
                     *       "previous": null,
                     *       "unsigned": false,
                     *       "keys": [
                     *         "5d1e9f0c2b7a4e61"
                     *       ],
                     *       "versions": [
                     *         {
                     *           "version": "2c28e1f8b4ba382f",
                     *           "bytes": 5120433,
                     *           "files": [
                     *             "manifest.json"
                     *           ],
                     *           "uploadedAt": 1795000000
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "seq": 12,
                     *           "version": "90c1d5b2a1f3e477",
                     *           "at": 1795000100,
                     *           "kind": "canary",
                     *           "candidate": "2c28e1f8b4ba382f",
                     *           "percent": 10,
                     *           "who": "ann@build",
                     *           "why": "weekly training",
                     *           "basis": 11
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ModelsResponse"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ModelsVersionSmoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "who": "ann@build",
                 *       "why": "weekly training"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Who, for the deployment history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the deployment history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                    /** @description Why the version is deployed although the gate refused it. */
                    forced?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "2c28e1f8b4ba382f",
                     *       "items": 6040,
                     *       "probes": 5,
                     *       "milliseconds": 84
                     *     }
                     */
                    "application/json": {
                        version: string;
                        /** Format: int64 */
                        items: number;
                        /**
                         * Format: int64
                         * @description The number of test histories whose results match those of the trainer.
                         */
                        probes: number;
                        milliseconds: number;
                    };
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The bundle does not match its manifest, or is not signed by a trusted key */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ModelsVersionCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "percent": 10,
                 *       "revision": 11,
                 *       "who": "ann@build",
                 *       "why": "weekly training"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The share of visitors that the version serves.
                     * @example 10
                     */
                    percent: number;
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/models` returned. If the deployments have another revision by now, nothing changes.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who, for the deployment history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the deployment history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 12,
                     *       "champion": "90c1d5b2a1f3e477",
                     *       "candidate": "2c28e1f8b4ba382f",
                     *       "percent": 10,
                     *       "previous": null,
                     *       "unsigned": false,
                     *       "keys": [
                     *         "5d1e9f0c2b7a4e61"
                     *       ],
                     *       "versions": [
                     *         {
                     *           "version": "2c28e1f8b4ba382f",
                     *           "bytes": 5120433,
                     *           "files": [
                     *             "manifest.json"
                     *           ],
                     *           "uploadedAt": 1795000000
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "seq": 12,
                     *           "version": "90c1d5b2a1f3e477",
                     *           "at": 1795000100,
                     *           "kind": "canary",
                     *           "candidate": "2c28e1f8b4ba382f",
                     *           "percent": 10,
                     *           "who": "ann@build",
                     *           "why": "weekly training",
                     *           "basis": 11
                     *         }
                     *       ],
                     *       "summary": "version 2c28e1f8b4ba382f serves 10% of the visitors, 90c1d5b2a1f3e477 the others"
                     *     }
                     */
                    "application/json": components["schemas"]["SwitchResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The requested version change conflicts with the current deployment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The bundle does not match its manifest, or is not signed by a trusted key */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ModelsVersionPromote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "revision": 11,
                 *       "who": "ann@build",
                 *       "why": "weekly training"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/models` returned. If the deployments have another revision by now, nothing changes.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who, for the deployment history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the deployment history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 12,
                     *       "champion": "90c1d5b2a1f3e477",
                     *       "candidate": "2c28e1f8b4ba382f",
                     *       "percent": 10,
                     *       "previous": null,
                     *       "unsigned": false,
                     *       "keys": [
                     *         "5d1e9f0c2b7a4e61"
                     *       ],
                     *       "versions": [
                     *         {
                     *           "version": "2c28e1f8b4ba382f",
                     *           "bytes": 5120433,
                     *           "files": [
                     *             "manifest.json"
                     *           ],
                     *           "uploadedAt": 1795000000
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "seq": 12,
                     *           "version": "90c1d5b2a1f3e477",
                     *           "at": 1795000100,
                     *           "kind": "canary",
                     *           "candidate": "2c28e1f8b4ba382f",
                     *           "percent": 10,
                     *           "who": "ann@build",
                     *           "why": "weekly training",
                     *           "basis": 11
                     *         }
                     *       ],
                     *       "summary": "version 2c28e1f8b4ba382f serves all visitors"
                     *     }
                     */
                    "application/json": components["schemas"]["SwitchResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The requested version change conflicts with the current deployment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The bundle does not match its manifest, or is not signed by a trusted key */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ModelsVersionStop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "revision": 11,
                 *       "who": "ann@build",
                 *       "why": "weekly training"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/models` returned. If the deployments have another revision by now, nothing changes.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who, for the deployment history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the deployment history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 12,
                     *       "champion": "90c1d5b2a1f3e477",
                     *       "candidate": "2c28e1f8b4ba382f",
                     *       "percent": 10,
                     *       "previous": null,
                     *       "unsigned": false,
                     *       "keys": [
                     *         "5d1e9f0c2b7a4e61"
                     *       ],
                     *       "versions": [
                     *         {
                     *           "version": "2c28e1f8b4ba382f",
                     *           "bytes": 5120433,
                     *           "files": [
                     *             "manifest.json"
                     *           ],
                     *           "uploadedAt": 1795000000
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "seq": 12,
                     *           "version": "90c1d5b2a1f3e477",
                     *           "at": 1795000100,
                     *           "kind": "canary",
                     *           "candidate": "2c28e1f8b4ba382f",
                     *           "percent": 10,
                     *           "who": "ann@build",
                     *           "why": "weekly training",
                     *           "basis": 11
                     *         }
                     *       ],
                     *       "summary": "version 90c1d5b2a1f3e477 serves all visitors; 2c28e1f8b4ba382f was undone"
                     *     }
                     */
                    "application/json": components["schemas"]["SwitchResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The requested version change conflicts with the current deployment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1ModelsRollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "undo": "2c28e1f8b4ba382f",
                 *       "revision": 11,
                 *       "who": "ann@build",
                 *       "why": "weekly training"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The version to undo: the candidate of the running canary, or else the champion.
                     * @example 2c28e1f8b4ba382f
                     */
                    undo: string;
                    /**
                     * Format: int64
                     * @description The revision that `GET /v1/models` returned. If the deployments have another revision by now, nothing changes.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who, for the deployment history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the deployment history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revision": 12,
                     *       "champion": "90c1d5b2a1f3e477",
                     *       "candidate": "2c28e1f8b4ba382f",
                     *       "percent": 10,
                     *       "previous": null,
                     *       "unsigned": false,
                     *       "keys": [
                     *         "5d1e9f0c2b7a4e61"
                     *       ],
                     *       "versions": [
                     *         {
                     *           "version": "2c28e1f8b4ba382f",
                     *           "bytes": 5120433,
                     *           "files": [
                     *             "manifest.json"
                     *           ],
                     *           "uploadedAt": 1795000000
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "seq": 12,
                     *           "version": "90c1d5b2a1f3e477",
                     *           "at": 1795000100,
                     *           "kind": "canary",
                     *           "candidate": "2c28e1f8b4ba382f",
                     *           "percent": 10,
                     *           "who": "ann@build",
                     *           "why": "weekly training",
                     *           "basis": 11
                     *         }
                     *       ],
                     *       "summary": "version 90c1d5b2a1f3e477 serves all visitors; 2c28e1f8b4ba382f was undone"
                     *     }
                     */
                    "application/json": components["schemas"]["SwitchResponse"];
                };
            };
            /** @description The request is invalid; The request body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The requested version change conflicts with the current deployment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The bundle does not match its manifest, or is not signed by a trusted key */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ModelsVersionMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "since": 1795000100,
                     *       "candidate": {
                     *         "version": "2c28e1f8b4ba382f",
                     *         "answers": 1000,
                     *         "rails": 4800,
                     *         "errors": 0,
                     *         "meanMs": 1.2,
                     *         "computingMs": 3.4,
                     *         "clicks": {
                     *           "count": 96,
                     *           "rate": 0.096,
                     *           "interval": [
                     *             0.0793,
                     *             0.1158
                     *           ]
                     *         },
                     *         "purchases": {
                     *           "count": 12,
                     *           "rate": 0.012,
                     *           "interval": [
                     *             0.0069,
                     *             0.0209
                     *           ]
                     *         }
                     *       },
                     *       "champion": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelMetricsResponse"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ModelsVersionFilesName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
                /** @example manifest.json */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "application/octet-stream": string;
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1ModelsVersionFilesName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A version of the model: a digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
                /** @example manifest.json */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "items.safetensors",
                     *       "bytes": 4832088,
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *     }
                     */
                    "application/json": {
                        name: string;
                        /** Format: int64 */
                        bytes: number;
                        sha256: string;
                    };
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The requested version change conflicts with the current deployment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The bundle does not match its manifest, or is not signed by a trusted key */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "model": "2c28e1f8b4ba382f",
                     *       "items": 6040,
                     *       "revision": 71,
                     *       "age": 0.2,
                     *       "silent": null
                     *     }
                     */
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model is available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP curatornet_catalogue_revision Revision of the catalogue: each change of an item takes the next one.
                     *     # TYPE curatornet_catalogue_revision gauge
                     *     curatornet_catalogue_revision 71
                     */
                    "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
            /** @description A valid key or token is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage is temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0",
                     *       "info": {
                     *         "title": "CuratorNet at the edge",
                     *         "version": "1"
                     *       },
                     *       "paths": {}
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The id of the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html> */
                    "text/html": string;
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
