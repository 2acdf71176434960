// Written by `npm run client-types` from the OpenAPI document 7cab06ee9cbcb36545de70d702b5b3e929918ed52f4979f2e4ae5eb9ddff0261.
export interface paths {
    "/v1/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rails for a user; those for anybody where nothing is known of them */
        get: operations["getV1Rails"];
        put?: never;
        /** Rails for a history that the client holds; those for anybody where nothing of it is known */
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
        /** Rails for somebody of whom nothing is known, the same for everybody */
        get: operations["getV1RailsAnonymous"];
        put?: never;
        post?: never;
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
        /** Items for sale that look like one */
        get: operations["getV1ItemsIdSimilar"];
        put?: never;
        post?: never;
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
        /** Records what people did, and says of each event what became of it; a purchase of a unique item sells it */
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
        /** Says what an item is; with features it can be recommended at once */
        put: operations["putV1ItemsId"];
        post?: never;
        /** Takes an item off sale */
        delete: operations["deleteV1ItemsId"];
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
        /** Everything that is stored about a user, in pages */
        get: operations["getV1UsersId"];
        put?: never;
        post?: never;
        /** Erases it; late retries of its events store nothing. Items that the user bought stay sold */
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
        /** Ids that events or sales name and that belong to no item, by id */
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
        /** Deletes the events and the sale of an id that belongs to no item */
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
        /** All items, and the events that count for training (likes and purchases that were bought), as application/x-ndjson: lines of `item`, `features` and `event`, one of `end` */
        get: operations["getV1Export"];
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
        /** What is in force, which bundles there are, and what happened */
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
        /** Loads an uploaded version beside those that serve, and tries it */
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
        /** Lets a version answer some of the visitors */
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
        /** Lets a version answer everybody; bundles that are long out of use are removed */
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
        /** Ends the canary of a version: the champion answers everybody */
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
        /** Undoes a version: ends its canary, or goes back to the version before it */
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
        /** What a candidate and its champion did in its latest canary, side by side */
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
        /** A file of a bundle; its digest is the ETag */
        get: operations["getV1ModelsVersionFilesName"];
        /** Takes a file of a bundle; manifest.json first */
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
        /** Whether rails can be served */
        get: operations["getHealth"];
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
        /** This description */
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
        /** This description as a page */
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
        Rail: {
            /** @enum {string} */
            id: "for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around";
            /**
             * @description Names this rail in the `rail` of the events that follow from it. In a canary it is signed.
             * @example 12.2c28e1f8b4ba382f.for-you
             */
            ref: string;
            title: string;
            items: components["schemas"]["RailItem"][];
        };
        RailItem: {
            id: string;
            /** @description Comparable within a rail only. */
            score: number;
            /** @description The item of the history that counts most for this one: the one that looks most like it. */
            because?: {
                item: string;
            };
            title?: string;
            artist?: string;
            image?: string;
            price?: number;
            currency?: string;
        };
        RailsResponse: {
            /** @description The version of the model that ranked. */
            model: string;
            /**
             * @description Items of the history that the catalogue lacks; they were passed over.
             * @example [
             *       "w-9"
             *     ]
             */
            unknown?: string[];
            /**
             * @description The answer may be older than it should be: storage failed.
             * @constant
             */
            degraded?: true;
            rails: components["schemas"]["Rail"][];
        };
        SimilarResponse: {
            /** @description The version of the model that ranked. */
            model: string;
            /**
             * @description The answer may be older than it should be: storage failed.
             * @constant
             */
            degraded?: true;
            item: string;
            /** @description Items for sale, most alike first; a score is a cosine. */
            items: components["schemas"]["RailItem"][];
        };
        EventsResponse: {
            /** @description Events that were new and are stored. */
            recorded: number;
            /** @description Events that had come before. */
            repeated: number;
            /** @description Unique items that these purchases took off sale. */
            sold: string[];
            /** @description Names this write, as the header `X-Bookmark` does. Whoever sends that header sees the write. */
            bookmark?: string;
            /** @description One an event, in the order of the request. */
            outcomes: {
                id: string;
                /**
                 * @description What became of an event. `bought`: a purchase went through. `late`: the unique item was sold already. `not-for-sale`: the item is withdrawn or unknown. `recorded`: a like, a click, or a purchase by a token, which the store has to confirm. `erased`: its user was erased after that time, so nothing was stored and nothing was sold.
                 * @enum {string}
                 */
                outcome: "bought" | "late" | "not-for-sale" | "recorded" | "erased";
                /**
                 * @description The event had come before; this is the outcome of that time.
                 * @constant
                 */
                repeated?: true;
            }[];
        };
        ItemResponse: {
            id: string;
            /** @description The revision of the catalogue that this change made. */
            revision: number;
            forSale: boolean;
            /** @description Whether a model knows its looks: from features, or from its bundle. */
            recommendable: boolean;
        };
        UserResponse: {
            user: string;
            events: {
                id: string;
                item: string;
                /** @enum {string} */
                kind: "purchase" | "like" | "click";
                at: number | null;
                rail: string | null;
                /** @enum {string} */
                outcome: "bought" | "late" | "not-for-sale" | "recorded";
            }[];
            /**
             * @description The `after` of the next page, where there is one.
             * @example 1795000000.12
             */
            next?: string;
        };
        ErasedResponse: {
            user: string;
            /** @description Events that were erased. */
            erased: number;
        };
        OrphansResponse: {
            orphans: {
                id: string;
                /** @description Events that name it. */
                events: number;
                /** @description Whether an item of this id will come sold. */
                sold: boolean;
            }[];
            /**
             * @description The `after` of the next page, where there is one.
             * @example w-601
             */
            next?: string;
        };
        OrphanResponse: {
            id: string;
            /** @description Events that were deleted. */
            erased: number;
        };
        HealthResponse: {
            /**
             * @description `degraded`: D1 does not answer, another version than the deployed one serves, or changes are missing.
             * @enum {string}
             */
            status: "ok" | "degraded";
            /** @description The version that serves. */
            model: string;
            /** @description Items for sale. */
            items: number;
            /** @description The last revision of the catalogue that this isolate knows. */
            revision: number;
            /** @description Seconds since all changes were known; null where they never were. */
            age: number | null;
            /** @description Seconds for which D1 has not answered in time, so that it is not asked; null where it answers. */
            silent: number | null;
        };
        Problem: {
            /** @example urn:curatornet:problem:not-found */
            type: string;
            title: string;
            status: number;
            detail?: string;
            errors?: {
                at: string;
                message: string;
            }[];
        };
        ModelsResponse: {
            /** @description Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it. */
            revision: number;
            /** @description Answers everybody whom the candidate does not. */
            champion: string | null;
            candidate: string | null;
            /** @description The share of visitors whom the candidate answers. */
            percent: number;
            /** @description Where a rollback goes back to. */
            previous: string | null;
            /** @description Whether unsigned models are served here: not for production. */
            unsigned: boolean;
            /** @description Names of the public keys whose signatures count. */
            keys: string[];
            /** @description Bundles in R2, the latest first. */
            versions: {
                version: string;
                bytes: number;
                /** @description Those that are there. */
                files: string[];
                /** @description Seconds since 1970. */
                uploadedAt: number;
            }[];
            /** @description The latest first. */
            history: {
                seq: number;
                /** @description In force from then on; in a note the version that it is about. */
                version: string;
                /** @description Seconds since 1970. */
                at: number;
                /** @enum {string} */
                kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                candidate: string | null;
                percent: number;
                who: string;
                why: string;
                /** @description Of a switch, the revision that it was decided on; null in a note, and where it is not known. */
                basis: number | null;
            }[];
        };
        ModelMetricsResponse: {
            /** @description When the canary began: seconds since 1970; null where there was none. */
            since: number | null;
            candidate: {
                version: string;
                answers: number;
                rails: number;
                errors: number;
                /** @description Milliseconds that an answer waited for storage, over the kinds of answers that both versions gave, in the same proportions. Computing takes no time by the clock of a deployed worker. */
                meanMs: number | null;
                /** @description Milliseconds that an answer took to compute, over a sample of one in fifty, the kinds in the same proportions; null before there are samples of both versions. */
                computingMs: number | null;
                clicks: {
                    /** @description Visitors who did so, each counted once, after a rail that they were given. */
                    count: number;
                    /** @description Of the answers; null where there were none. */
                    rate: number | null;
                    /** @description 95%, Wilson's score interval. */
                    interval: [
                        number,
                        number
                    ];
                };
                purchases: {
                    /** @description Visitors who did so, each counted once, after a rail that they were given. */
                    count: number;
                    /** @description Of the answers; null where there were none. */
                    rate: number | null;
                    /** @description 95%, Wilson's score interval. */
                    interval: [
                        number,
                        number
                    ];
                };
            };
            champion: {
                version: string;
                answers: number;
                rails: number;
                errors: number;
                /** @description Milliseconds that an answer waited for storage, over the kinds of answers that both versions gave, in the same proportions. Computing takes no time by the clock of a deployed worker. */
                meanMs: number | null;
                /** @description Milliseconds that an answer took to compute, over a sample of one in fifty, the kinds in the same proportions; null before there are samples of both versions. */
                computingMs: number | null;
                clicks: {
                    /** @description Visitors who did so, each counted once, after a rail that they were given. */
                    count: number;
                    /** @description Of the answers; null where there were none. */
                    rate: number | null;
                    /** @description 95%, Wilson's score interval. */
                    interval: [
                        number,
                        number
                    ];
                };
                purchases: {
                    /** @description Visitors who did so, each counted once, after a rail that they were given. */
                    count: number;
                    /** @description Of the answers; null where there were none. */
                    rate: number | null;
                    /** @description 95%, Wilson's score interval. */
                    interval: [
                        number,
                        number
                    ];
                };
            } | null;
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
                 * @description A user of the store.
                 * @example u-17
                 */
                user: string;
                /**
                 * @description How many items there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How much the items on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description How many items of one artist a rail has at most; any number by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only items of this price or more; one without a price is left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only items of this price or less; one without a price is left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                 * @example 10
                 */
                staleness?: number;
                /** @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it. */
                freshness?: "strict" | "session";
                /**
                 * @description Which rails, in the order in which they are filled: no item is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without items.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "rails": [
                     *         {
                     *           "id": "for-you",
                     *           "ref": "12.2c28e1f8b4ba382f.for-you",
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This token is for another user */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now */
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
                     * @description Ids of the items that the user has, oldest first. Empty for a visitor.
                     * @example [
                     *       "w-3",
                     *       "w-14"
                     *     ]
                     */
                    history: string[];
                    /**
                     * @description How many items there are at most, 1 to 100.
                     * @default 20
                     * @example 20
                     */
                    limit?: number;
                    /**
                     * @description How much the items on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                     * @default 0
                     * @example 0.3
                     */
                    diversity?: number;
                    /**
                     * @description How many items of one artist a rail has at most; any number by default.
                     * @example 3
                     */
                    perArtist?: number;
                    /**
                     * @description Only items of this price or more; one without a price is left out.
                     * @example 50
                     */
                    minPrice?: number;
                    /**
                     * @description Only items of this price or less; one without a price is left out.
                     * @example 500
                     */
                    maxPrice?: number;
                    /**
                     * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                     * @example 10
                     */
                    staleness?: number;
                    /**
                     * @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it.
                     * @enum {string}
                     */
                    freshness?: "strict" | "session";
                    /**
                     * @description Which rails, in the order in which they are filled: no item is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without items.
                     * @example [
                     *       "for-you",
                     *       "new-for-you"
                     *     ]
                     */
                    rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "rails": [
                     *         {
                     *           "id": "for-you",
                     *           "ref": "12.2c28e1f8b4ba382f.for-you",
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
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now */
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
                 * @description How many items there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How much the items on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description How many items of one artist a rail has at most; any number by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only items of this price or more; one without a price is left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only items of this price or less; one without a price is left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                 * @example 10
                 */
                staleness?: number;
                /** @description `strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it. */
                freshness?: "strict" | "session";
                /**
                 * @description Which rails, in the order in which they are filled: no item is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without items.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "rails": [
                     *         {
                     *           "id": "popular",
                     *           "ref": "12.2c28e1f8b4ba382f.popular",
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now */
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
                 * @description How many items there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description An item, for sale or not.
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "2c28e1f8b4ba382f",
                     *       "item": "w-3",
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now */
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
                 *           "at": 1795000000
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description All are recorded, or none. */
                    events: {
                        /**
                         * @description Chosen by whoever sends it, and unique among the events of its sender: a user, or the store. An event that comes again is recorded once.
                         * @example order-7
                         */
                        id: string;
                        /** @example u-17 */
                        user: string;
                        /** @example w-3 */
                        item: string;
                        /**
                         * @description Likes, and purchases that were `bought`, make a user's history. A click is counted and changes nothing.
                         * @enum {string}
                         */
                        kind: "purchase" | "like" | "click";
                        /**
                         * @description Seconds since 1970, before 2100 and at most a day ahead; now, where it is left out.
                         * @example 1795000000
                         */
                        at?: number;
                        /**
                         * @description The rail that it follows from: its `ref`.
                         * @example 12.2c28e1f8b4ba382f.for-you
                         */
                        rail?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This token is for another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An event of this id was recorded with other contents */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description An item, for sale or not.
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
                    /** @description Seconds since 1970; by default as before, or now for a new item. */
                    uploadedAt?: number;
                    /**
                     * @description Whether there is only one: a purchase takes it off sale.
                     * @default true
                     */
                    unique?: boolean;
                    /** @description By default a new or withdrawn item goes on sale, and a unique one that was sold stays sold. */
                    forSale?: boolean;
                    /** @description The picture's features, as many numbers as the model takes. Left out, those of before stay. */
                    features?: number[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The features are not such as the model takes */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description An item, for sale or not.
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
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description How many there are at most, 1 to 1000.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description The `next` of the page before.
                 * @example 1795000000.12
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description A user of the store.
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "u-17",
                     *       "events": [
                     *         {
                     *           "id": "order-7",
                     *           "item": "w-3",
                     *           "kind": "purchase",
                     *           "at": 1795000000,
                     *           "rail": "for-you",
                     *           "outcome": "bought"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This token is for another user */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A user of the store.
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
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This token is for another user */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description How many there are at most, 1 to 1000.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description The `next` of the page before.
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
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description An id that belongs to no item.
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
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"end":{"items":6040,"features":3,"events":59541}} */
                    "application/x-ndjson": string;
                };
            };
            /** @description A key or a token is needed */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now; Storage cannot be reached now */
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
                    /** @description Names the request in the log. */
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
            /** @description A key or a token is needed */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
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
                     * @description Who does it, for the history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
                     * @default
                     * @example weekly training
                     */
                    why?: string;
                    /** @description Why it is deployed although the gate refused it. */
                    forced?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Names the request in the log. */
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
                        items: number;
                        /** @description Histories that came to what the trainer computed. */
                        probes: number;
                        milliseconds: number;
                    };
                };
            };
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not the bundle that its manifest says, or nobody signed it who may */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
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
                     * @description The share of visitors whom it answers.
                     * @example 10
                     */
                    percent: number;
                    /**
                     * @description The revision that `GET /v1/models` told: where another one is in force by now, nothing is done.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who does it, for the history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
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
                    /** @description Names the request in the log. */
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
                     *       "summary": "version 2c28e1f8b4ba382f answers 10% of the visitors, 90c1d5b2a1f3e477 the others"
                     *     }
                     */
                    "application/json": {
                        /** @description Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it. */
                        revision: number;
                        /** @description Answers everybody whom the candidate does not. */
                        champion: string | null;
                        candidate: string | null;
                        /** @description The share of visitors whom the candidate answers. */
                        percent: number;
                        /** @description Where a rollback goes back to. */
                        previous: string | null;
                        /** @description Whether unsigned models are served here: not for production. */
                        unsigned: boolean;
                        /** @description Names of the public keys whose signatures count. */
                        keys: string[];
                        /** @description Bundles in R2, the latest first. */
                        versions: {
                            version: string;
                            bytes: number;
                            /** @description Those that are there. */
                            files: string[];
                            /** @description Seconds since 1970. */
                            uploadedAt: number;
                        }[];
                        /** @description The latest first. */
                        history: {
                            seq: number;
                            /** @description In force from then on; in a note the version that it is about. */
                            version: string;
                            /** @description Seconds since 1970. */
                            at: number;
                            /** @enum {string} */
                            kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                            candidate: string | null;
                            percent: number;
                            who: string;
                            why: string;
                            /** @description Of a switch, the revision that it was decided on; null in a note, and where it is not known. */
                            basis: number | null;
                        }[];
                        /**
                         * @description What is in force now, in words.
                         * @example version 90c1d5b2a1f3e477 answers everybody; 2c28e1f8b4ba382f was undone
                         */
                        summary: string;
                    };
                };
            };
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The versions are not such that this could be done */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not the bundle that its manifest says, or nobody signed it who may */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
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
                     * @description The revision that `GET /v1/models` told: where another one is in force by now, nothing is done.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who does it, for the history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
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
                    /** @description Names the request in the log. */
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
                     *       "summary": "version 2c28e1f8b4ba382f answers everybody"
                     *     }
                     */
                    "application/json": {
                        /** @description Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it. */
                        revision: number;
                        /** @description Answers everybody whom the candidate does not. */
                        champion: string | null;
                        candidate: string | null;
                        /** @description The share of visitors whom the candidate answers. */
                        percent: number;
                        /** @description Where a rollback goes back to. */
                        previous: string | null;
                        /** @description Whether unsigned models are served here: not for production. */
                        unsigned: boolean;
                        /** @description Names of the public keys whose signatures count. */
                        keys: string[];
                        /** @description Bundles in R2, the latest first. */
                        versions: {
                            version: string;
                            bytes: number;
                            /** @description Those that are there. */
                            files: string[];
                            /** @description Seconds since 1970. */
                            uploadedAt: number;
                        }[];
                        /** @description The latest first. */
                        history: {
                            seq: number;
                            /** @description In force from then on; in a note the version that it is about. */
                            version: string;
                            /** @description Seconds since 1970. */
                            at: number;
                            /** @enum {string} */
                            kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                            candidate: string | null;
                            percent: number;
                            who: string;
                            why: string;
                            /** @description Of a switch, the revision that it was decided on; null in a note, and where it is not known. */
                            basis: number | null;
                        }[];
                        /**
                         * @description What is in force now, in words.
                         * @example version 90c1d5b2a1f3e477 answers everybody; 2c28e1f8b4ba382f was undone
                         */
                        summary: string;
                    };
                };
            };
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The versions are not such that this could be done */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not the bundle that its manifest says, or nobody signed it who may */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
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
                     * @description The revision that `GET /v1/models` told: where another one is in force by now, nothing is done.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who does it, for the history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
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
                    /** @description Names the request in the log. */
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
                     *       "summary": "version 90c1d5b2a1f3e477 answers everybody"
                     *     }
                     */
                    "application/json": {
                        /** @description Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it. */
                        revision: number;
                        /** @description Answers everybody whom the candidate does not. */
                        champion: string | null;
                        candidate: string | null;
                        /** @description The share of visitors whom the candidate answers. */
                        percent: number;
                        /** @description Where a rollback goes back to. */
                        previous: string | null;
                        /** @description Whether unsigned models are served here: not for production. */
                        unsigned: boolean;
                        /** @description Names of the public keys whose signatures count. */
                        keys: string[];
                        /** @description Bundles in R2, the latest first. */
                        versions: {
                            version: string;
                            bytes: number;
                            /** @description Those that are there. */
                            files: string[];
                            /** @description Seconds since 1970. */
                            uploadedAt: number;
                        }[];
                        /** @description The latest first. */
                        history: {
                            seq: number;
                            /** @description In force from then on; in a note the version that it is about. */
                            version: string;
                            /** @description Seconds since 1970. */
                            at: number;
                            /** @enum {string} */
                            kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                            candidate: string | null;
                            percent: number;
                            who: string;
                            why: string;
                            /** @description Of a switch, the revision that it was decided on; null in a note, and where it is not known. */
                            basis: number | null;
                        }[];
                        /**
                         * @description What is in force now, in words.
                         * @example version 90c1d5b2a1f3e477 answers everybody; 2c28e1f8b4ba382f was undone
                         */
                        summary: string;
                    };
                };
            };
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The versions are not such that this could be done */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                     * @description What is undone: the candidate of the canary that runs, or else the champion.
                     * @example 2c28e1f8b4ba382f
                     */
                    undo: string;
                    /**
                     * @description The revision that `GET /v1/models` told: where another one is in force by now, nothing is done.
                     * @example 12
                     */
                    revision: number;
                    /**
                     * @description Who does it, for the history.
                     * @default
                     * @example ann@build
                     */
                    who?: string;
                    /**
                     * @description Why, for the history.
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
                    /** @description Names the request in the log. */
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
                     *       "summary": "version 90c1d5b2a1f3e477 answers everybody"
                     *     }
                     */
                    "application/json": {
                        /** @description Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it. */
                        revision: number;
                        /** @description Answers everybody whom the candidate does not. */
                        champion: string | null;
                        candidate: string | null;
                        /** @description The share of visitors whom the candidate answers. */
                        percent: number;
                        /** @description Where a rollback goes back to. */
                        previous: string | null;
                        /** @description Whether unsigned models are served here: not for production. */
                        unsigned: boolean;
                        /** @description Names of the public keys whose signatures count. */
                        keys: string[];
                        /** @description Bundles in R2, the latest first. */
                        versions: {
                            version: string;
                            bytes: number;
                            /** @description Those that are there. */
                            files: string[];
                            /** @description Seconds since 1970. */
                            uploadedAt: number;
                        }[];
                        /** @description The latest first. */
                        history: {
                            seq: number;
                            /** @description In force from then on; in a note the version that it is about. */
                            version: string;
                            /** @description Seconds since 1970. */
                            at: number;
                            /** @enum {string} */
                            kind: "deploy" | "forced" | "canary" | "promote" | "rollback" | "stop";
                            candidate: string | null;
                            percent: number;
                            who: string;
                            why: string;
                            /** @description Of a switch, the revision that it was decided on; null in a note, and where it is not known. */
                            basis: number | null;
                        }[];
                        /**
                         * @description What is in force now, in words.
                         * @example version 90c1d5b2a1f3e477 answers everybody; 2c28e1f8b4ba382f was undone
                         */
                        summary: string;
                    };
                };
            };
            /** @description The request is not valid; The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The versions are not such that this could be done */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not the bundle that its manifest says, or nobody signed it who may */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
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
                    /** @description Names the request in the log. */
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
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
                /** @example manifest.json */
                name: "manifest.json" | "user-tower.onnx" | "item-tower.onnx" | "items.safetensors" | "items.json" | "evaluated-user-tower.onnx" | "evaluated-item-tower.onnx" | "evaluated-items.safetensors";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "application/octet-stream": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                 * @description A version of the model: the digest of its files.
                 * @example 2c28e1f8b4ba382f
                 */
                version: string;
                /** @example manifest.json */
                name: "manifest.json" | "user-tower.onnx" | "item-tower.onnx" | "items.safetensors" | "items.json" | "evaluated-user-tower.onnx" | "evaluated-item-tower.onnx" | "evaluated-items.safetensors";
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
                    /** @description Names the request in the log. */
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
                        bytes: number;
                        sha256: string;
                    };
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A key or a token is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The versions are not such that this could be done */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not the bundle that its manifest says, or nobody signed it who may */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Storage cannot be reached now */
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
                    /** @description Names the request in the log. */
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
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No model can be served now */
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
                    /** @description Names the request in the log. */
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
            /** @description The server failed */
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
                    /** @description Names the request in the log. */
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
            /** @description The server failed */
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
