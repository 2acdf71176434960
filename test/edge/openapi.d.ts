// Written by `npm run client-types` from the OpenAPI document.
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
        /** Rails for a history that the client holds; those for anybody where it is empty */
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
        /** Works for sale that look like one */
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
        /** Records what people did; a purchase of a unique work takes it off sale */
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
        /** Says what a work is; with features it can be recommended at once */
        put: operations["putV1ItemsId"];
        post?: never;
        /** Takes a work off sale */
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
        /** Everything that is stored about a user */
        get: operations["getV1UsersId"];
        put?: never;
        post?: never;
        /** Erases it. Works that the user bought stay sold */
        delete: operations["deleteV1UsersId"];
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
        /** All items and events, as application/x-ndjson: lines of `item`, `features` and `event`, one of `end` */
        get: operations["getV1Export"];
        put?: never;
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
            title: string;
            items: components["schemas"]["RailItem"][];
        };
        RailItem: {
            id: string;
            /** @description Comparable within a rail only. */
            score: number;
            /** @description The work of the history that counts most for this one: the one that looks most like it. */
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
            /** @description Works for sale, most alike first; a score is a cosine. */
            items: components["schemas"]["RailItem"][];
        };
        EventsResponse: {
            /** @description Events that were new. */
            recorded: number;
            /** @description Events that were recorded before. */
            repeated: number;
            /** @description Unique works that these purchases took off sale. */
            sold: string[];
        };
        ItemResponse: {
            id: string;
            /** @description The number of this change of the catalogue. */
            number: number;
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
                kind: "purchase" | "like";
                at: number | null;
                rail: string | null;
            }[];
        };
        ErasedResponse: {
            user: string;
            /** @description Events that were erased. */
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
            /** @description Works for sale. */
            items: number;
            /** @description The number of the last change of the catalogue that is known here. */
            number: number;
            /** @description Seconds since all changes were known; null where they never were. */
            age: number | null;
        };
        Problem: {
            /** @example urn:curatornet:problem:unknown-item */
            type: string;
            title: string;
            status: number;
            detail?: string;
            errors?: {
                at: string;
                message: string;
            }[];
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
                 * @description How many works there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How much the works on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description How many works of one artist a rail has at most; any number by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only works of this price or more; one without a price is left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only works of this price or less; one without a price is left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                 * @example 10
                 */
                staleness?: number;
                /**
                 * @description Which rails, in the order in which they are filled: no work is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without works.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
                /**
                 * @description Only works by these artists.
                 * @example [
                 *       "Dov Eskrane"
                 *     ]
                 */
                artists?: string[];
                /**
                 * @description No works by these artists.
                 * @example [
                 *       "Ada Rue"
                 *     ]
                 */
                excludeArtists?: string[];
                /**
                 * @description Only these works.
                 * @example [
                 *       "w-7",
                 *       "w-8",
                 *       "w-9"
                 *     ]
                 */
                ids?: string[];
                /**
                 * @description None of these works.
                 * @example [
                 *       "w-7"
                 *     ]
                 */
                excludeIds?: string[];
                /**
                 * @description Only works with one of these tags.
                 * @example [
                 *       "landscape"
                 *     ]
                 */
                tags?: string[];
                /**
                 * @description No works with any of these tags.
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
                     * @description How many works there are at most, 1 to 100.
                     * @default 20
                     * @example 20
                     */
                    limit?: number;
                    /**
                     * @description How much the works on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                     * @default 0
                     * @example 0.3
                     */
                    diversity?: number;
                    /**
                     * @description How many works of one artist a rail has at most; any number by default.
                     * @example 3
                     */
                    perArtist?: number;
                    /**
                     * @description Only works of this price or more; one without a price is left out.
                     * @example 50
                     */
                    minPrice?: number;
                    /**
                     * @description Only works of this price or less; one without a price is left out.
                     * @example 500
                     */
                    maxPrice?: number;
                    /**
                     * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                     * @example 10
                     */
                    staleness?: number;
                    /**
                     * @description Which rails, in the order in which they are filled: no work is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without works.
                     * @example [
                     *       "for-you",
                     *       "new-for-you"
                     *     ]
                     */
                    rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
                    /**
                     * @description Only works by these artists.
                     * @example [
                     *       "Dov Eskrane"
                     *     ]
                     */
                    artists?: string[];
                    /**
                     * @description No works by these artists.
                     * @example [
                     *       "Ada Rue"
                     *     ]
                     */
                    excludeArtists?: string[];
                    /**
                     * @description Only these works.
                     * @example [
                     *       "w-7",
                     *       "w-8",
                     *       "w-9"
                     *     ]
                     */
                    ids?: string[];
                    /**
                     * @description None of these works.
                     * @example [
                     *       "w-7"
                     *     ]
                     */
                    excludeIds?: string[];
                    /**
                     * @description Only works with one of these tags.
                     * @example [
                     *       "landscape"
                     *     ]
                     */
                    tags?: string[];
                    /**
                     * @description No works with any of these tags.
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
            /** @description An item of the history is not in the catalogue */
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
                 * @description How many works there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description How much the works on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).
                 * @example 0.3
                 */
                diversity?: number;
                /**
                 * @description How many works of one artist a rail has at most; any number by default.
                 * @example 3
                 */
                perArtist?: number;
                /**
                 * @description Only works of this price or more; one without a price is left out.
                 * @example 50
                 */
                minPrice?: number;
                /**
                 * @description Only works of this price or less; one without a price is left out.
                 * @example 500
                 */
                maxPrice?: number;
                /**
                 * @description How many seconds old the answer may be, so that a replica may be asked. By default not at all.
                 * @example 10
                 */
                staleness?: number;
                /**
                 * @description Which rails, in the order in which they are filled: no work is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without works.
                 * @example [
                 *       "for-you",
                 *       "new-for-you"
                 *     ]
                 */
                rails?: ("for-you" | "because-you-bought" | "your-artists" | "new-for-you" | "discover" | "popular" | "new" | "a-look-around")[];
                /**
                 * @description Only works by these artists.
                 * @example [
                 *       "Dov Eskrane"
                 *     ]
                 */
                artists?: string[];
                /**
                 * @description No works by these artists.
                 * @example [
                 *       "Ada Rue"
                 *     ]
                 */
                excludeArtists?: string[];
                /**
                 * @description Only these works.
                 * @example [
                 *       "w-7",
                 *       "w-8",
                 *       "w-9"
                 *     ]
                 */
                ids?: string[];
                /**
                 * @description None of these works.
                 * @example [
                 *       "w-7"
                 *     ]
                 */
                excludeIds?: string[];
                /**
                 * @description Only works with one of these tags.
                 * @example [
                 *       "landscape"
                 *     ]
                 */
                tags?: string[];
                /**
                 * @description No works with any of these tags.
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
                 * @description How many works there are at most, 1 to 100.
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description A work, for sale or not.
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
                         * @description Chosen by whoever sends it. An event that comes again is recorded once.
                         * @example order-7
                         */
                        id: string;
                        /** @example u-17 */
                        user: string;
                        /** @example w-3 */
                        item: string;
                        /** @enum {string} */
                        kind: "purchase" | "like";
                        /**
                         * @description Seconds since 1970; now, where it is left out.
                         * @example 1795000000
                         */
                        at?: number;
                        /**
                         * @description The rail that it was taken from.
                         * @example for-you
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
    putV1ItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A work, for sale or not.
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
                    price?: number;
                    currency?: string;
                    tags?: string[];
                    /** @description Seconds since 1970; by default as before, or now for a new work. */
                    uploadedAt?: number;
                    /**
                     * @description Whether there is only one: a purchase takes it off sale.
                     * @default true
                     */
                    unique?: boolean;
                    /** @description By default a new or withdrawn work goes on sale, and a unique one that was sold stays sold. */
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
                     *       "number": 72,
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
    deleteV1ItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A work, for sale or not.
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
                     *       "number": 73,
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
    getV1UsersId: {
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
                     *       "events": [
                     *         {
                     *           "id": "order-7",
                     *           "item": "w-3",
                     *           "kind": "purchase",
                     *           "at": 1795000000,
                     *           "rail": "for-you"
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
                     *       "number": 71,
                     *       "age": 0.2
                     *     }
                     */
                    "application/json": components["schemas"]["HealthResponse"];
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
