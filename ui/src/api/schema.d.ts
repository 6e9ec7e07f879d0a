// Types of the API, made from its OpenAPI document by `npm run schema`. Not edited by hand.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done on the whole installation, newest first.
         * @description What was done on the whole installation, newest first.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done on the whole installation, as JSON lines: for the system that watches over others.
         * @description What was done on the whole installation, as JSON lines: for the system that watches over others.
         */
        get: operations["export_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Walk the chain of events: says whether one was changed, removed or put in, and which.
         * @description Walk the chain of events: says whether one was changed, removed or put in, and which.
         */
        get: operations["verify_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateway": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where apps call the gateway: as the installation says, or this server's own host with the gateway's port.
         * @description Where apps call the gateway: as the installation says, or this server's own host with the gateway's port.
         */
        get: operations["get_gateway"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own keys, newest first.
         * @description One's own keys, newest first.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Make a key of one's own. Its scopes are among what one may oneself, in the project that it opens, or anywhere.
         * @description Make a key of one's own. Its scopes are among what one may oneself, in the project that it opens, or anywhere.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one's own keys at once.
         * @description End one of one's own keys at once.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key in place of one of one's own, which works on for a while.
         * @description Make a key in place of one of one's own, which works on for a while.
         */
        post: operations["rotate_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The permission matrix.
         * @description The permission matrix.
         */
        get: operations["list_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The projects that one may see, each with what one may there.
         * @description The projects that one may see, each with what one may there.
         */
        get: operations["list_projects"];
        put?: never;
        /**
         * Make a project: in a team with `teams.write` there, or without one with `project.write` on the installation.
         * @description Make a project: in a team with `teams.write` there, or without one with `project.write` on the installation.
         */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One project, with what one may there.
         * @description One project, with what one may there.
         */
        get: operations["get_project"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a project's name or description.
         * @description Change a project's name or description.
         */
        patch: operations["update_project"];
        trace?: never;
    };
    "/api/v1/projects/{project}/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's aliases, newest first.
         * @description The project's aliases, newest first.
         */
        get: operations["list_aliases"];
        put?: never;
        /**
         * Give deployments a name that clients can call, `project/alias`, with or without shares of the traffic and fallbacks.
         * @description Give deployments a name that clients can call, `project/alias`, with or without shares of the traffic and fallbacks.
         */
        post: operations["create_alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One alias.
         * @description One alias.
         */
        get: operations["get_alias"];
        put?: never;
        post?: never;
        /**
         * Remove an alias with its history; the deployments stay.
         * @description Remove an alias with its history; the deployments stay.
         */
        delete: operations["remove_alias"];
        options?: never;
        head?: never;
        /**
         * Change what an alias points at, or how it answers: for requests that come from within a second on.
         * @description Change what an alias points at, or how it answers: for requests that come from within a second on.
         */
        patch: operations["update_alias"];
        trace?: never;
    };
    "/api/v1/projects/{project}/aliases/{alias}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that an alias was: who changed it, when, from what to what; newest first.
         * @description Everything that an alias was: who changed it, when, from what to what; newest first.
         */
        get: operations["list_alias_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/aliases/{alias}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an alias be what it was before its last change, or at a version of its history.
         * @description Let an alias be what it was before its last change, or at a version of its history.
         */
        post: operations["roll_back_alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a project away: it can be read, and nothing in it changes or serves.
         * @description Put a project away: it can be read, and nothing in it changes or serves.
         */
        post: operations["archive_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done in a project, newest first.
         * @description What was done in a project, newest first.
         */
        get: operations["list_project_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done in a project, as JSON lines.
         * @description What was done in a project, as JSON lines.
         */
        get: operations["export_project_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an alias answer, for the page's playground. Apps call the gateway, `/v1/chat/completions`, which answers the same.
         * @description Have an alias answer, for the page's playground. Apps call the gateway, `/v1/chat/completions`, which answers the same.
         */
        post: operations["chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's datasets, all versions, newest first.
         * @description The project's datasets, all versions, newest first.
         */
        get: operations["list_datasets"];
        put?: never;
        /**
         * Take in a file of examples from the server; every row is read, and what is wrong with one is told with its number.
         * @description Take in a file of examples from the server; every row is read, and what is wrong with one is told with its number.
         */
        post: operations["import_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/build": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a dataset from the interactions or episodes that a filter finds; each example once, divided by episode.
         * @description Make a dataset from the interactions or episodes that a filter finds; each example once, divided by episode.
         */
        post: operations["build_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a dataset would be made of, now: how many a filter finds, and how much was said of them.
         * @description What a dataset would be made of, now: how many a filter finds, and how much was said of them.
         */
        post: operations["preview_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dataset.
         * @description One dataset.
         */
        get: operations["get_dataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a dataset away; runs that learned from it can still be repeated.
         * @description Put a dataset away; runs that learned from it can still be repeated.
         */
        post: operations["archive_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The examples of a dataset, as JSON lines, Parquet, or CSV that a spreadsheet can open without running anything.
         * @description The examples of a dataset, as JSON lines, Parquet, or CSV that a spreadsheet can open without running anything.
         */
        get: operations["download_dataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}/origins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which interaction, episode and feedback each example came from, by the number of its row.
         * @description Which interaction, episode and feedback each example came from, by the number of its row.
         */
        get: operations["list_dataset_origins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived dataset back.
         * @description Bring an archived dataset back.
         */
        post: operations["restore_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/datasets/{dataset}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The runs that learned from a dataset, and the models that came of them.
         * @description The runs that learned from a dataset, and the models that came of them.
         */
        get: operations["list_dataset_uses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's deployments with their replicas, newest first.
         * @description The project's deployments with their replicas, newest first.
         */
        get: operations["list_deployments"];
        put?: never;
        /**
         * Serve a model of the registry, or an outside server's. Replicas come up in the background: its status tells how that goes.
         * @description Serve a model of the registry, or an outside server's. Replicas come up in the background: its status tells how that goes.
         */
        post: operations["create_deployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments/{deployment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One deployment with its replicas.
         * @description One deployment with its replicas.
         */
        get: operations["get_deployment"];
        put?: never;
        post?: never;
        /**
         * Remove a deployment that no alias uses; what is under way is answered.
         * @description Remove a deployment that no alias uses; what is under way is answered.
         */
        delete: operations["remove_deployment"];
        options?: never;
        head?: never;
        /**
         * Change what a deployment serves, its prices or its description. Other weights are up before those that serve now are stopped.
         * @description Change what a deployment serves, its prices or its description. Other weights are up before those that serve now are stopped.
         */
        patch: operations["update_deployment"];
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments/{deployment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last lines that the replicas of a deployment wrote; empty for one that ran where this server cannot read.
         * @description The last lines that the replicas of a deployment wrote; empty for one that ran where this server cannot read.
         */
        get: operations["get_deployment_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments/{deployment}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serve again; replicas that failed are tried again at once.
         * @description Serve again; replicas that failed are tried again at once.
         */
        post: operations["start_deployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments/{deployment}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serve no longer; what is under way is answered.
         * @description Serve no longer; what is under way is answered.
         */
        post: operations["stop_deployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/envs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The envs that runs of the project can play in.
         * @description The envs that runs of the project can play in.
         */
        get: operations["list_envs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/episodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's episodes, that with the newest interaction first.
         * @description The project's episodes, that with the newest interaction first.
         */
        get: operations["list_episodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/episodes/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many episodes a filter finds, exactly.
         * @description How many episodes a filter finds, exactly.
         */
        post: operations["count_episodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/episodes/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Episodes that a filter finds, that with the newest interaction first.
         * @description Episodes that a filter finds, that with the newest interaction first.
         */
        post: operations["query_episodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/episodes/{episode}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One episode with its interactions, oldest first.
         * @description One episode with its interactions, oldest first.
         */
        get: operations["get_episode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/episodes/{episode}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an episode ended for the business, with all that was told of it; facts that nobody told are null.
         * @description How an episode ended for the business, with all that was told of it; facts that nobody told are null.
         */
        get: operations["get_outcome"];
        put?: never;
        /**
         * Tell what is known of an episode's end; facts that are left out stay as they are. The episode may come later.
         * @description Tell what is known of an episode's end; facts that are left out stay as they are. The episode may come later.
         */
        post: operations["tell_outcome"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete what is kept of a person, a business key or an episode; lists the datasets that held some of it, and what learned from it.
         * @description Delete what is kept of a person, a business key or an episode; lists the datasets that held some of it, and what learned from it.
         *
         *     Whole episodes are deleted, with their feedback and outcomes. Weights cannot unlearn: the answer names the models that have seen it.
         */
        post: operations["erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events of feedback, the last that came first.
         * @description Events of feedback, the last that came first.
         */
        get: operations["list_feedback"];
        put?: never;
        /**
         * Give one event, to an interaction, an episode, a pair or a business key; its target may come later.
         * @description Give one event, to an interaction, an episode, a pair or a business key; its target may come later.
         */
        post: operations["give_feedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback-batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give many events at once: all of them are right in form, or none is taken.
         * @description Give many events at once: all of them are right in form, or none is taken.
         */
        post: operations["give_feedback_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many events there are, how many count, and how many wait for their target.
         * @description How many events there are, how many count, and how many wait for their target.
         */
        get: operations["count_feedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback/{feedback}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event.
         * @description One event.
         */
        get: operations["get_feedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback/{feedback}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An event, those that it stands in place of, and those that stand in its place, the first first.
         * @description An event, those that it stands in place of, and those that stand in its place, the first first.
         */
        get: operations["get_feedback_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/feedback/{feedback}/retract": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event back: it stays, and counts no more.
         * @description Take an event back: it stays, and counts no more.
         */
        post: operations["retract_feedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's interactions, newest first, without their payloads.
         * @description The project's interactions, newest first, without their payloads.
         */
        get: operations["list_interactions"];
        put?: never;
        /**
         * Take in what happened elsewhere, with its feedback and outcomes; what is known already changes nothing.
         * @description Take in what happened elsewhere, with its feedback and outcomes; what is known already changes nothing.
         */
        post: operations["import_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the interactions that a filter finds did cost, and what their tokens would have cost by other prices.
         * @description What the interactions that a filter finds did cost, and what their tokens would have cost by other prices.
         */
        post: operations["costs_of_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many interactions a filter finds, exactly.
         * @description How many interactions a filter finds, exactly.
         */
        post: operations["count_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * All interactions that a filter finds, whole, newest first: as JSON lines, or as a Parquet file.
         * @description All interactions that a filter finds, whole, newest first: as JSON lines, or as a Parquet file.
         */
        post: operations["export_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which values come how often.
         * @description Which values come how often.
         */
        post: operations["facet_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Interactions or episodes by up to three fields, and the mean of a measure in each group, with its 95 % interval.
         * @description Interactions or episodes by up to three fields, and the mean of a measure in each group, with its 95 % interval.
         */
        post: operations["group_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Interactions that a filter finds, newest first, without their payloads.
         * @description Interactions that a filter finds, newest first, without their payloads.
         */
        post: operations["query_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How it went, hour by hour or day by day: counts, errors, tokens, cost, latency with percentiles.
         * @description How it went, hour by hour or day by day: counts, errors, tokens, cost, latency with percentiles.
         */
        post: operations["series_of_interactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/interactions/{interaction}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One interaction, whole.
         * @description One interaction, whole.
         */
        get: operations["get_interaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every key that opens this project alone, whoever owns it, newest first.
         * @description Every key that opens this project alone, whoever owns it, newest first.
         */
        get: operations["list_project_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key that opens this project alone, at once.
         * @description End a key that opens this project alone, at once.
         */
        delete: operations["revoke_project_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/keys/{key}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key in place of a service account's, which works on for a while.
         * @description Make a key in place of a service account's, which works on for a while.
         */
        post: operations["rotate_service_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The KPIs that every project has, and the project's own, which stand in the place of those of the same name.
         * @description The KPIs that every project has, and the project's own, which stand in the place of those of the same name.
         */
        get: operations["list_kpis"];
        put?: never;
        /**
         * Define a KPI, in place of what there is under its name.
         * @description Define a KPI, in place of what there is under its name.
         */
        post: operations["define_kpi"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/kpis/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a KPI would be if it were defined so; nothing is.
         * @description What a KPI would be if it were defined so; nothing is.
         */
        post: operations["preview_kpi"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/kpis/{kpi}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A KPI with how many episodes it rests on and its 95 % interval: whole, and for each hour, day, alias or deployment asked for.
         * @description A KPI with how many episodes it rests on and its 95 % interval: whole, and for each hour, day, alias or deployment asked for.
         */
        get: operations["get_kpi"];
        put?: never;
        post?: never;
        /**
         * Take a definition back; one that every project has is again what it was.
         * @description Take a definition back; one that every project has is again what it was.
         */
        delete: operations["remove_kpi"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All versions of the project's models, the newest 200, and what led to each.
         * @description All versions of the project's models, the newest 200, and what led to each.
         */
        get: operations["get_project_lineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The users with a role on the project itself.
         * @description The users with a role on the project itself.
         */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user, by id or e-mail address, a role on the project; none that may more than the one who gives it.
         * @description Give a user, by id or e-mail address, a role on the project; none that may more than the one who gives it.
         */
        put: operations["set_member"];
        post?: never;
        /**
         * Take a user's role on the project away.
         * @description Take a user's role on the project away.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's metrics, newest first: those that were declared, and those that their first value made.
         * @description The project's metrics, newest first: those that were declared, and those that their first value made.
         */
        get: operations["list_metrics"];
        put?: never;
        /**
         * Say what a metric is, whether it is there or not; values that came before are looked at anew.
         * @description Say what a metric is, whether it is there or not; values that came before are looked at anew.
         */
        post: operations["declare_metric"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/metrics/{metric}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One metric.
         * @description One metric.
         */
        get: operations["get_metric"];
        put?: never;
        post?: never;
        /**
         * Take a declaration back: the metric is again what its first value makes it, and goes where it has none.
         * @description Take a declaration back: the metric is again what its first value makes it, and goes where it has none.
         */
        delete: operations["forget_metric"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's models with their versions, newest first.
         * @description The project's models with their versions, newest first.
         */
        get: operations["list_models"];
        put?: never;
        /**
         * Take in a version of a model. It is looked at at once, and copied in the background: its status tells how that went.
         * @description Take in a version of a model. It is looked at at once, and copied in the background: its status tells how that went.
         */
        post: operations["import_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One model with its versions.
         * @description One model with its versions.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a model's description, or which version its name means.
         * @description Change a model's description, or which version its name means.
         */
        patch: operations["update_model"];
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a model away; runs that started from it can still be repeated.
         * @description Put a model away; runs that started from it can still be repeated.
         */
        post: operations["archive_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived model back.
         * @description Bring an archived model back.
         */
        post: operations["restore_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the name mean the version that it meant before.
         * @description Let the name mean the version that it meant before.
         */
        post: operations["roll_back_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version.
         * @description One version.
         */
        get: operations["get_model_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/versions/{number}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files of a version with their digests: together they are a plain Hugging Face folder.
         * @description The files of a version with their digests: together they are a plain Hugging Face folder.
         */
        get: operations["list_model_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/versions/{number}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One file of a version. Whoever takes them all, by their paths, has the model.
         * @description One file of a version. Whoever takes them all, by their paths, has the model.
         */
        get: operations["download_model_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/versions/{number}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a version came from, and what was made of it.
         * @description Where a version came from, and what was made of it.
         */
        get: operations["get_model_lineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/price-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's price lists, by name: what models cost elsewhere, as people here wrote it down.
         * @description The project's price lists, by name: what models cost elsewhere, as people here wrote it down.
         */
        get: operations["list_price_lists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/price-lists/{prices}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what models cost, in US dollars for a million tokens, in place of what the list said.
         * @description Say what models cost, in US dollars for a million tokens, in place of what the list said.
         */
        put: operations["set_price_list"];
        post?: never;
        /**
         * Forget a price list.
         * @description Forget a price list.
         */
        delete: operations["remove_price_list"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's quotas, and what was used in their present periods.
         * @description The project's quotas, and what was used in their present periods.
         */
        get: operations["list_quotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/quotas/{kind}/{period}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One quota of the project, and what was used in its present period; its ETag changes with the limit alone.
         * @description One quota of the project, and what was used in its present period; its ETag changes with the limit alone.
         */
        get: operations["get_quota"];
        /**
         * Limit what the project may use in a period.
         * @description Limit what the project may use in a period.
         */
        put: operations["set_quota"];
        post?: never;
        /**
         * Lift a limit of the project.
         * @description Lift a limit of the project.
         */
        delete: operations["remove_quota"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/recipes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The recipes that runs of the project can be made of: Burnish's own, and the newest versions of those that were published.
         * @description The recipes that runs of the project can be made of: Burnish's own, and the newest versions of those that were published.
         */
        get: operations["list_recipes"];
        put?: never;
        /**
         * Publish a recipe, or another version of one. Its text is read here, and run only in the isolated process of a run.
         * @description Publish a recipe, or another version of one. Its text is read here, and run only in the isolated process of a run.
         */
        post: operations["publish_recipe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/recipes/{recipe}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One recipe, with its source: the whole loop.
         * @description One recipe, with its source: the whole loop.
         */
        get: operations["get_recipe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/recipes/{recipe}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a published recipe away with all its versions; runs that were made of it can still be repeated.
         * @description Put a published recipe away with all its versions; runs that were made of it can still be repeated.
         */
        post: operations["archive_recipe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/recipes/{recipe}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived recipe back.
         * @description Bring an archived recipe back.
         */
        post: operations["restore_recipe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/recipes/{recipe}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All versions of a published recipe, newest first.
         * @description All versions of a published recipe, newest first.
         */
        get: operations["list_recipe_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived project back.
         * @description Bring an archived project back.
         */
        post: operations["restore_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long the project's record is kept, and what is blanked out before anything is written down.
         * @description How long the project's record is kept, and what is blanked out before anything is written down.
         */
        get: operations["get_retention"];
        /**
         * Set how long words and anything else of interactions are kept, and which patterns are blanked out.
         * @description Set how long words and anything else of interactions are kept, and which patterns are blanked out.
         */
        put: operations["set_retention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/run-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many runs there are in each status.
         * @description How many runs there are in each status.
         */
        get: operations["count_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's runs, newest first.
         * @description The project's runs, newest first.
         */
        get: operations["list_runs"];
        put?: never;
        /**
         * Make a run of a recipe; a worker takes it as soon as one is free.
         * @description Make a run of a recipe; a worker takes it as soon as one is free.
         */
        post: operations["create_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run.
         * @description One run.
         */
        get: operations["get_run"];
        put?: never;
        post?: never;
        /**
         * Remove a run that has ended, with all that it wrote.
         * @description Remove a run that has ended, with all that it wrote.
         */
        delete: operations["remove_run"];
        options?: never;
        head?: never;
        /**
         * Change a run's name, priority or tags.
         * @description Change a run's name, priority or tags.
         */
        patch: operations["update_run"];
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/ancestors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a run was copied from, and that from what, nearest first.
         * @description What a run was copied from, and that from what, nearest first.
         */
        get: operations["list_run_ancestors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who worked on a run, and in which environment.
         * @description Who worked on a run, and in which environment.
         */
        get: operations["list_run_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run: at once if nobody works on it, else after the step under way. What it made is kept.
         * @description End a run: at once if nobody works on it, else after the step under way. What it made is kept.
         */
        post: operations["cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run's checkpoints that are still kept, newest first.
         * @description A run's checkpoints that are still kept, newest first.
         */
        get: operations["list_run_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same spec again, from its start: the same config, inputs and seed, and so the same result.
         * @description The same spec again, from its start: the same config, inputs and seed, and so the same result.
         */
        post: operations["clone_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/episodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Example episodes of a run, oldest first; with `last` the newest ones, with `brief` without what was said.
         * @description Example episodes of a run, oldest first; with `last` the newest ones, with `brief` without what was said.
         */
        get: operations["list_run_episodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/episodes/{seq}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One example episode, with all that was said.
         * @description One example episode, with all that was said.
         */
        get: operations["get_run_episode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a run, oldest first.
         * @description What happened to a run, oldest first.
         */
        get: operations["list_run_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a run and its workers said, oldest first; with `last` the newest lines.
         * @description What a run and its workers said, oldest first; with `last` the newest lines.
         */
        get: operations["list_run_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers of a run's steps, oldest first.
         * @description Numbers of a run's steps, oldest first.
         */
        get: operations["list_run_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a run until it is resumed: its step is finished and saved, then its worker is free.
         * @description Stop a run until it is resumed: its step is finished and saved, then its worker is free.
         */
        post: operations["pause_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused run go on from where it was.
         * @description Let a paused run go on from where it was.
         */
        post: operations["resume_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same again, from the newest place that a failed or cancelled run reached.
         * @description The same again, from the newest place that a failed or cancelled run reached.
         */
        post: operations["retry_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run live: `run` whenever it changes, then what it wrote as `metrics`, `log`, `event` and `episode`; ends when the run has.
         * @description A run live: `run` whenever it changes, then what it wrote as `metrics`, `log`, `event` and `episode`; ends when the run has.
         *
         *     Each piece's `id` is the number to go on from. A comment goes out where nothing happens for 15 seconds.
         */
        get: operations["stream_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names of the project's secrets, and when they were used; never their values.
         * @description Names of the project's secrets, and when they were used; never their values.
         */
        get: operations["list_secrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a secret under a name, in place of what was there.
         * @description Keep a secret under a name, in place of what was there.
         */
        put: operations["set_secret"];
        post?: never;
        /**
         * Forget a secret.
         * @description Forget a secret.
         */
        delete: operations["remove_secret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's service accounts, newest first.
         * @description The project's service accounts, newest first.
         */
        get: operations["list_services"];
        put?: never;
        /**
         * Make a service account with a role on the project; none that may more than who makes it.
         * @description Make a service account with a role on the project; none that may more than who makes it.
         */
        post: operations["create_service"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/services/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One service account.
         * @description One service account.
         */
        get: operations["get_service"];
        put?: never;
        post?: never;
        /**
         * Remove a service account, with its keys.
         * @description Remove a service account, with its keys.
         */
        delete: operations["remove_service"];
        options?: never;
        head?: never;
        /**
         * Change a service account's role, or disable it, which stops its keys at once.
         * @description Change a service account's role, or disable it, which stops its keys at once.
         */
        patch: operations["update_service"];
        trace?: never;
    };
    "/api/v1/projects/{project}/services/{service}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys of a service account, newest first.
         * @description The keys of a service account, newest first.
         */
        get: operations["list_service_keys"];
        put?: never;
        /**
         * Make a key for a service account: its scopes are among what both its role and its maker may.
         * @description Make a key for a service account: its scopes are among what both its role and its maker may.
         */
        post: operations["create_service_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/source-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much of what sources say counts, and with which weight.
         * @description How much of what sources say counts, and with which weight.
         */
        get: operations["list_source_rules"];
        /**
         * Set how much of what a source, or each source of a kind, says counts; what was said before is counted anew.
         * @description Set how much of what a source, or each source of a kind, says counts; what was said before is counted anew.
         */
        put: operations["set_source_rule"];
        post?: never;
        /**
         * Lift a rule; what was said before is counted anew.
         * @description Lift a rule; what was said before is counted anew.
         */
        delete: operations["remove_source_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each source has said of each metric, and its part in the figures; the largest first.
         * @description What each source has said of each metric, and its part in the figures; the largest first.
         */
        get: operations["list_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The teams that the project is shared with.
         * @description The teams that the project is shared with.
         */
        get: operations["list_project_teams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/teams/{team}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Share the project with a team of one's own.
         * @description Share the project with a team of one's own.
         */
        put: operations["share_with_team"];
        post?: never;
        /**
         * Share the project with a team no more.
         * @description Share the project with a team no more.
         */
        delete: operations["stop_sharing_with_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's saved views, newest first.
         * @description The project's saved views, newest first.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Save a filter under a name.
         * @description Save a filter under a name.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One view.
         * @description One view.
         */
        get: operations["get_view"];
        put?: never;
        post?: never;
        /**
         * Forget a view.
         * @description Forget a view.
         */
        delete: operations["remove_view"];
        options?: never;
        head?: never;
        /**
         * Change a view's name, filter, what it shows, or its description.
         * @description Change a view's name, filter, what it shows, or its description.
         */
        patch: operations["update_view"];
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All roles, with what they may: those that every installation has, then this one's own.
         * @description All roles, with what they may: those that every installation has, then this one's own.
         */
        get: operations["list_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One role, with what it may.
         * @description One role, with what it may.
         */
        get: operations["get_role"];
        /**
         * Make a role, or change it: who holds it has the new permissions at once.
         * @description Make a role, or change it: who holds it has the new permissions at once.
         */
        put: operations["set_role"];
        post?: never;
        /**
         * Remove a role that nobody holds.
         * @description Remove a role that nobody holds.
         */
        delete: operations["remove_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run-form": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * JSON schemas of what every run has: its options, and what it holds while it runs.
         * @description JSON schemas of what every run has: its options, and what it holds while it runs.
         */
        get: operations["get_run_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks, and what they may on the whole installation.
         * @description Who asks, and what they may on the whole installation.
         */
        get: operations["who_am_i"];
        put?: never;
        /**
         * Log in with a password; the answer sets a cookie that no page can read.
         * @description Log in with a password; the answer sets a cookie that no page can read.
         */
        post: operations["log_in"];
        /**
         * End the session that asks.
         * @description End the session that asks.
         */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the OIDC provider sends the browser back to: opens the session, or leads to the login page with an error's code.
         * @description Where the OIDC provider sends the browser back to: opens the session, or leads to the login page with an error's code.
         */
        get: operations["finish_provider_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send the browser to the OIDC provider.
         * @description Send the browser to the OIDC provider.
         */
        get: operations["start_provider_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's own password; every other session of this user ends.
         * @description Change one's own password; every other session of this user ends.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one can log in here: what the login page shows.
         * @description How one can log in here: what the login page shows.
         */
        get: operations["list_login_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The teams that one is in, or all of them with `teams.read` on the installation, each with what one may there.
         * @description The teams that one is in, or all of them with `teams.read` on the installation, each with what one may there.
         */
        get: operations["list_teams"];
        put?: never;
        /**
         * Make a team.
         * @description Make a team.
         */
        post: operations["create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One team, with what one may there.
         * @description One team, with what one may there.
         */
        get: operations["get_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a team's name or description.
         * @description Change a team's name or description.
         */
        patch: operations["update_team"];
        trace?: never;
    };
    "/api/v1/teams/{team}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which groups of the OIDC provider put their members into the team, with which role.
         * @description Which groups of the OIDC provider put their members into the team, with which role.
         */
        get: operations["list_team_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give the members of a group of the OIDC provider a role in the team, from their next login on.
         * @description Give the members of a group of the OIDC provider a role in the team, from their next login on.
         */
        put: operations["set_team_group"];
        post?: never;
        /**
         * Let a group put nobody into the team any more.
         * @description Let a group put nobody into the team any more.
         */
        delete: operations["remove_team_group"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is in a team, with which role.
         * @description Who is in a team, with which role.
         */
        get: operations["list_team_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user, by id or e-mail address, a role in a team: they have it on every project that is shared with the team.
         * @description Give a user, by id or e-mail address, a role in a team: they have it on every project that is shared with the team.
         */
        put: operations["set_team_member"];
        post?: never;
        /**
         * Take a user out of a team.
         * @description Take a user out of a team.
         */
        delete: operations["remove_team_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The projects that are shared with a team, as far as one may see them, each with what one may there.
         * @description The projects that are shared with a team, as far as one may see them, each with what one may there.
         */
        get: operations["list_team_projects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The team's quotas, and what its projects used together in their present periods.
         * @description The team's quotas, and what its projects used together in their present periods.
         */
        get: operations["list_quotas_of_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/quotas/{kind}/{period}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One quota of the team, and what its projects used together in its present period; its ETag changes with the limit alone.
         * @description One quota of the team, and what its projects used together in its present period; its ETag changes with the limit alone.
         */
        get: operations["get_quota_of_team"];
        /**
         * Limit what the projects of a team may use together in a period; the installation decides that, not the team.
         * @description Limit what the projects of a team may use together in a period; the installation decides that, not the team.
         */
        put: operations["set_quota_of_team"];
        post?: never;
        /**
         * Lift a limit of a team.
         * @description Lift a limit of a team.
         */
        delete: operations["remove_quota_of_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All users, newest first.
         * @description All users, newest first.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Make a user; with no password given, one is made and told once.
         * @description Make a user; with no password given, one is made and told once.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One user.
         * @description One user.
         */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user's name or installation role, or disable them, which ends their sessions and keys at once.
         * @description Change a user's name or installation role, or disable them, which ends their sessions and keys at once.
         */
        patch: operations["update_user"];
        trace?: never;
    };
    "/api/v1/users/{user}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a user a new password, told once; their sessions end.
         * @description Give a user a new password, told once; their sessions end.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers; asks nothing of anybody else.
         * @description Whether the process answers; asks nothing of anybody else.
         */
        get: operations["is_alive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server can work: its database answers, with the tables of this version.
         * @description Whether the server can work: its database answers, with the tables of this version.
         */
        get: operations["is_ready"];
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
        /**
         * Alarm
         * @description A limit watched during a run: it rings when a logged metric is beyond it for `steps` steps in a row, and the run stops.
         *
         *     A metric that is NaN or infinite stops a run without any alarm being set.
         */
        Alarm: {
            /** Above */
            above?: number | null;
            /** Below */
            below?: number | null;
            /** Metric */
            metric: string;
            /**
             * Steps
             * @default 3
             */
            steps: number;
        };
        /**
         * Alias
         * @description The name that clients call, `project/alias`.
         *
         *     Attributes:
         *         shares, fallbacks: deployments by their names.
         *         version: rises with every change; interactions tell it.
         */
        Alias: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Fallbacks */
            fallbacks: string[];
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Project */
            project: string;
            settings: components["schemas"]["AliasSettings"];
            /** Shares */
            shares: components["schemas"]["Share"][];
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * AliasChanges
         * @description What to change of an alias; what is left out stays.
         */
        AliasChanges: {
            /** Description */
            description?: string | null;
            /** Fallbacks */
            fallbacks?: string[] | null;
            settings?: components["schemas"]["AliasSettings"] | null;
            /** Shares */
            shares?: components["schemas"]["Share"][] | null;
        };
        /**
         * AliasLimits
         * @description What each key may ask of an alias; None is no limit.
         */
        AliasLimits: {
            /**
             * Concurrent
             * @description Requests under way at once.
             */
            concurrent?: number | null;
            /** Requests Per Minute */
            requests_per_minute?: number | null;
            /** Tokens Per Minute */
            tokens_per_minute?: number | null;
            /** Usd Per Day */
            usd_per_day?: number | null;
        };
        /**
         * AliasRequest
         * @description An alias to make, or what it is from now on.
         */
        AliasRequest: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Fallbacks
             * @description Deployments, in order.
             * @default []
             */
            fallbacks: string[];
            /** Name */
            name: string;
            /**
             * @default {
             *       "defaults": {},
             *       "limits": {},
             *       "record": true,
             *       "retries": 2,
             *       "strict": false,
             *       "timeout_s": 600,
             *       "tokens": false
             *     }
             */
            settings: components["schemas"]["AliasSettings"];
            /** Shares */
            shares: components["schemas"]["Share"][];
        };
        /**
         * AliasRollback
         * @description Where to go back to.
         */
        AliasRollback: {
            /**
             * Version
             * @description What it was then; by default what it was before its last change.
             */
            version?: number | null;
        };
        /**
         * AliasSettings
         * @description How an alias answers.
         */
        AliasSettings: {
            /**
             * Defaults
             * @description Parameters where requests name none: temperature, max_tokens …
             * @default {}
             */
            defaults: {
                [key: string]: unknown;
            };
            /**
             * First Token S
             * @description For its first token; who is slower is given up for the next.
             */
            first_token_s?: number | null;
            /** @default {} */
            limits: components["schemas"]["AliasLimits"];
            prompt?: components["schemas"]["PromptTemplate"] | null;
            /**
             * Record
             * @description Keep requests and answers; without, only that they happened.
             * @default true
             */
            record: boolean;
            /**
             * Retries
             * @description More tries at one deployment, never after the first byte of an answer.
             * @default 2
             */
            retries: number;
            /**
             * Strict
             * @description Refuse fields that the upstream does not take, instead of dropping them with a warning.
             * @default false
             */
            strict: boolean;
            /**
             * Timeout S
             * @description For the whole answer.
             * @default 600
             */
            timeout_s: number;
            /**
             * Tokens
             * @description Keep token ids and logprobs, where our engine answers: what training needs.
             * @default false
             */
            tokens: boolean;
        };
        /**
         * AliasState
         * @description What an alias was at one of its versions; deployments by their names.
         */
        AliasState: {
            /** Description */
            description: string;
            /** Fallbacks */
            fallbacks: string[];
            settings: components["schemas"]["AliasSettings"];
            /** Shares */
            shares: components["schemas"]["Share"][];
        };
        /**
         * AliasVersion
         * @description One change of an alias.
         *
         *     Attributes:
         *         by: id of who made it.
         *         before: None of the first.
         */
        AliasVersion: {
            /**
             * Action
             * @enum {string}
             */
            action: "create" | "change" | "rollback";
            after: components["schemas"]["AliasState"];
            /**
             * At
             * Format: date-time
             */
            at: string;
            before: components["schemas"]["AliasState"] | null;
            /** By */
            by: string;
            /** Version */
            version: number;
        };
        /**
         * AllOf
         * @description All of these hold; without any, everything does.
         */
        "AllOf-Input": {
            /** All */
            all: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"])[];
        };
        /**
         * AllOf
         * @description All of these hold; without any, everything does.
         */
        "AllOf-Output": {
            /** All */
            all: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Output"] | components["schemas"]["AnyOf-Output"] | components["schemas"]["NoneOf-Output"])[];
        };
        /**
         * AnthropicTarget
         * @description Anthropic's API, or what speaks it.
         */
        AnthropicTarget: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "anthropic";
            /**
             * Model
             * @description What it is called there.
             */
            model: string;
            /**
             * Secret
             * @description The project's secret with the key for it.
             */
            secret?: string | null;
            /**
             * Url
             * @description Up to and including the version.
             * @default https://api.anthropic.com/v1
             */
            url: string;
        };
        /**
         * AnyOf
         * @description At least one of these holds.
         */
        "AnyOf-Input": {
            /** Any */
            any: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"])[];
        };
        /**
         * AnyOf
         * @description At least one of these holds.
         */
        "AnyOf-Output": {
            /** Any */
            any: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Output"] | components["schemas"]["AnyOf-Output"] | components["schemas"]["NoneOf-Output"])[];
        };
        /**
         * ApiKey
         * @description A key, without its secret. `prefix` is how it begins, by which people tell keys apart.
         *
         *     Attributes:
         *         owner: the user or service account that it acts as.
         *         scopes: what it may, as far as its owner may.
         *         project: the only project it opens; None: all of its owner's.
         *         rotated_to: the key that takes its place; it works on until `grace_until`.
         */
        ApiKey: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Expires At */
            expires_at: string | null;
            /** Grace Until */
            grace_until: string | null;
            /** Id */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Owner */
            owner: string;
            /** Prefix */
            prefix: string;
            /** Project */
            project: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Rotated To */
            rotated_to: string | null;
            /** Scopes */
            scopes: string[];
        };
        /**
         * AttemptAt
         * @description One try at one deployment. `outcome`: ok, or the code of what went wrong.
         */
        AttemptAt: {
            /** Deployment */
            deployment: string;
            /** Latency Ms */
            latency_ms: number;
            /** Outcome */
            outcome: string;
        };
        /**
         * AuditEvent
         * @description One thing that somebody did. Each event's digest covers it and the digest of the one before.
         */
        AuditEvent: {
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /** Address */
            address: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Digest */
            digest: string;
            /** Id */
            id: string;
            /** Previous */
            previous: string;
            /** Project */
            project: string | null;
            /** Request Id */
            request_id: string;
            /** Sequence */
            sequence: number;
            /** Target */
            target: string;
        };
        /**
         * AuditVerdict
         * @description What a walk along the chain found.
         *
         *     Attributes:
         *         whole: nothing was changed, removed or put in between.
         *         events: how many were read.
         *         head: digest of the last one; note it elsewhere, and the next walk proves that the log was not made anew.
         *         broken_at: the sequence of the first event that does not fit; None if all do.
         *         message: in words.
         */
        AuditVerdict: {
            /** Broken At */
            broken_at?: number | null;
            /** Events */
            events: number;
            /** Head */
            head: string;
            /**
             * Message
             * @default
             */
            message: string;
            /** Whole */
            whole: boolean;
        };
        /**
         * ChatRequest
         * @description A request in the shape of OpenAI's chat completions; what is not named here goes on as it is.
         */
        ChatRequest: {
            /** Messages */
            messages: {
                [key: string]: unknown;
            }[];
            /**
             * Model
             * @description An alias of the project.
             */
            model: string;
            /** Stream */
            stream?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * CheckpointSource
         * @description A checkpoint that a run of the project saved.
         */
        CheckpointSource: {
            /**
             * Checkpoint
             * @description By default the run's final one.
             */
            checkpoint?: string | null;
            /** Run */
            run: string;
        };
        /**
         * Condition
         * @description One condition on one field.
         */
        Condition: {
            /**
             * Field
             * @description started_at, alias, deployment, status, latency_ms …, tag:NAME, key:NAME, tool, metric:NAME, outcome:resolved, text.
             */
            field: string;
            /**
             * Op
             * @default eq
             * @enum {string}
             */
            op: "eq" | "ne" | "in" | "not_in" | "lt" | "le" | "gt" | "ge" | "present" | "absent" | "has";
            /**
             * Value
             * @description A list for `in` and `not_in`, nothing for `present` and `absent`, a time in ISO 8601 for times.
             */
            value?: boolean | number | string | (boolean | number | string)[] | null;
        };
        /**
         * CopyRequest
         * @description How to copy a run.
         */
        CopyRequest: {
            /**
             * Name
             * @description By default the name of the run that is copied.
             */
            name?: string | null;
        };
        /**
         * Correction
         * @description What the answer should have been: text, or a whole assistant message in the chat shape.
         */
        Correction: {
            /** Message */
            message: {
                [key: string]: unknown;
            };
        };
        /**
         * CostElsewhere
         * @description What the interactions would have cost with one model: their tokens, by its prices. Another model may need more tokens, or fewer.
         */
        CostElsewhere: {
            /** Cost Usd */
            cost_usd: number;
            /** Model */
            model: string;
            /** Price List */
            price_list?: string | null;
        };
        /**
         * CostQuery
         * @description What would the interactions that a filter finds have cost by other prices?
         */
        CostQuery: {
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Lists
             * @description Names of price lists of the project.
             * @default []
             */
            lists: string[];
            /**
             * Models
             * @description Prices by the names of models.
             * @default {}
             */
            models: {
                [key: string]: components["schemas"]["TokenPrices"];
            };
        };
        /**
         * Costs
         * @description What interactions did cost, and would have cost elsewhere.
         *
         *     Attributes:
         *         interactions: that the filter finds.
         *         cost_usd: what they did cost, as far as that is known: of `with_cost` of them.
         *         with_tokens: of how many the tokens of input are known: these are priced, the other `without_tokens` are not.
         *         cost_of_priced_usd: what those with known tokens did cost, as far as that is known: of `priced_with_cost` of them. This is what to
         *             compare with.
         *         elsewhere: the cheapest first.
         */
        Costs: {
            /** Cached Tokens */
            cached_tokens: number;
            /** Cost Of Priced Usd */
            cost_of_priced_usd: number;
            /** Cost Usd */
            cost_usd: number;
            /** Elsewhere */
            elsewhere: components["schemas"]["CostElsewhere"][];
            /** Input Tokens */
            input_tokens: number;
            /** Interactions */
            interactions: number;
            /** Output Tokens */
            output_tokens: number;
            /** Priced With Cost */
            priced_with_cost: number;
            /** With Cost */
            with_cost: number;
            /** With Tokens */
            with_tokens: number;
            /** Without Tokens */
            without_tokens: number;
        };
        /**
         * Count
         * @description How many.
         */
        Count: {
            /** Count */
            count: number;
        };
        /**
         * Credentials
         * @description What somebody logs in with.
         */
        Credentials: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /**
         * Dataset
         * @description Examples to learn from, immutable: what changes is another version.
         *
         *     Attributes:
         *         version: of its name, from 1: `name@number`; the name alone is the newest.
         *         splits: how many examples each split has.
         *         frozen_at: when a run first used it.
         *         erased: examples that were removed, as what they came from was deleted; the only way in which a version changes.
         */
        Dataset: {
            /** Archived At */
            archived_at: string | null;
            /** Bytes */
            bytes: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            /** Digest */
            digest: string;
            /** Erased */
            erased: number;
            /** Examples */
            examples: number;
            /** Frozen At */
            frozen_at: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "chat" | "preference" | "rated" | "prompts";
            /** Name */
            name: string;
            /** Project */
            project: string;
            /** Source */
            source: {
                [key: string]: unknown;
            };
            /** Splits */
            splits: {
                [key: string]: number;
            };
            /** Version */
            version: number;
        };
        /**
         * DatasetFromRecord
         * @description A dataset to make from interactions or episodes that a filter finds.
         *
         *     Of episodes, an example is the whole conversation; of interactions, each one. A preference dataset has the pairs that people preferred
         *     and the answers that they corrected, with the correction as the chosen one.
         */
        DatasetFromRecord: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Kind
             * @default chat
             * @enum {string}
             */
            kind: "chat" | "preference" | "rated" | "prompts";
            /**
             * Level
             * @default episodes
             * @enum {string}
             */
            level: "interactions" | "episodes";
            /**
             * Limit
             * @description Interactions or episodes at most, the newest first.
             * @default 5000
             */
            limit: number;
            /**
             * Metric
             * @description Of rated: the metric whose values they have; by default all. Of preference: the only one that is looked at.
             */
            metric?: string | null;
            /**
             * Name
             * @description Where there is a dataset of this name, it gets another version.
             */
            name: string;
            /**
             * @default {
             *       "dev": 0.1,
             *       "test": 0.1,
             *       "train": 0.8
             *     }
             */
            splits: components["schemas"]["Splits"];
        };
        /**
         * DatasetPreview
         * @description What a dataset would be made of, now.
         *
         *     Attributes:
         *         found: interactions or episodes that the filter finds.
         *         taken: of those, how many the limit lets in.
         *         corrections, preferences: that count, about what is found and taken.
         *         ratings: values of numbers and booleans that count, about what is found and taken.
         */
        DatasetPreview: {
            /** Corrections */
            corrections: number;
            /** Found */
            found: number;
            /** Preferences */
            preferences: number;
            /** Ratings */
            ratings: number;
            /** Taken */
            taken: number;
        };
        /**
         * DatasetRef
         * @description The examples to learn from.
         *
         *     Attributes:
         *         id: of the dataset (`dataset_…`).
         *         name: what people called it when the run was made.
         *         digest: SHA-256 of the file. The worker refuses another one.
         *         longest: the most tokens of an example; longer ones are cut at a turn. None: the model's context.
         */
        DatasetRef: {
            /** Digest */
            digest: string;
            /** Id */
            id: string;
            /** Longest */
            longest?: number | null;
            /** Name */
            name: string;
        };
        /**
         * DatasetRequest
         * @description A dataset to take in from a file: JSON lines, Parquet or CSV.
         *
         *     Rows of chat: `messages` and `tools`, or `prompt` and `completion`; of preference: a prompt as either, `chosen` and `rejected`; of
         *     rated: as chat, with `ratings` or `rating`; of prompts: as chat, without an answer. A row may say its `split`.
         */
        DatasetRequest: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Kind
             * @default chat
             * @enum {string}
             */
            kind: "chat" | "preference" | "rated" | "prompts";
            /**
             * Name
             * @description Where there is a dataset of this name, it gets another version.
             */
            name: string;
            /**
             * Path
             * @description A .jsonl, .jsonl.gz, .parquet or .csv file on the server, under one of BURNISH_IMPORT_ROOTS.
             */
            path: string;
            /** @description How to divide rows that do not say their split; by default all of them are train. */
            splits?: components["schemas"]["Splits"] | null;
        };
        /**
         * DatasetUse
         * @description Something that learned from a dataset.
         *
         *     Attributes:
         *         models: ids of the versions of models that came of it.
         */
        DatasetUse: {
            /** Models */
            models: string[];
            /** Name */
            name: string;
            /** Run */
            run: string;
            /** Status */
            status: string;
        };
        /**
         * Deployment
         * @description A model being served, or an upstream that serves one.
         *
         *     Attributes:
         *         version: id of the model's version, where the target is an engine.
         *         weights: digest of that version's manifest.
         *         template: SHA-256 of its chat template.
         *         message: why it is not ready.
         */
        Deployment: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Message */
            message: string;
            /** Name */
            name: string;
            prices: components["schemas"]["Prices"];
            /** Project */
            project: string;
            /** Replicas */
            replicas: components["schemas"]["Replica"][];
            /**
             * Status
             * @enum {string}
             */
            status: "starting" | "ready" | "degraded" | "failed" | "stopped";
            /** Target */
            target: components["schemas"]["EngineTarget"] | components["schemas"]["OpenAITarget"] | components["schemas"]["AnthropicTarget"];
            /** Template */
            template: string | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: string | null;
            /** Weights */
            weights: string | null;
        };
        /**
         * DeploymentChanges
         * @description What to change of a deployment; what is left out stays. Other weights are up before those that serve now are stopped.
         */
        DeploymentChanges: {
            /** Description */
            description?: string | null;
            prices?: components["schemas"]["Prices"] | null;
            /**
             * Target
             * @description Whole, its secret named again: no key is carried over to another address.
             */
            target?: (components["schemas"]["EngineTarget"] | components["schemas"]["OpenAITarget"] | components["schemas"]["AnthropicTarget"]) | null;
        };
        /**
         * DeploymentRequest
         * @description A deployment to make.
         */
        DeploymentRequest: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
            /**
             * @default {
             *       "hour_usd": 0,
             *       "input_usd": 0,
             *       "output_usd": 0
             *     }
             */
            prices: components["schemas"]["Prices"];
            /** Target */
            target: components["schemas"]["EngineTarget"] | components["schemas"]["OpenAITarget"] | components["schemas"]["AnthropicTarget"];
        };
        /**
         * EngineTarget
         * @description Weights of this installation's registry, served by its own engine.
         */
        EngineTarget: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "engine";
            /**
             * Model
             * @description A model of the project: `name`, `name@2` or an id.
             */
            model: string;
            /**
             * Replicas
             * @description Processes that hold the weights.
             * @default 1
             */
            replicas: number;
            /**
             * Rows
             * @description Sequences that a replica decodes together.
             * @default 32
             */
            rows: number;
        };
        /**
         * Env
         * @description An env that runs can play in.
         */
        Env: {
            /** Caption */
            caption: string;
            /** Name */
            name: string;
            /** Splits */
            splits: string[];
        };
        /**
         * EnvRef
         * @description The env to play in, by the name of one that is registered, and which of its scenarios.
         */
        EnvRef: {
            /**
             * Held Out
             * @description Split that evaluate_every evaluates on.
             * @default dev
             */
            held_out: string | null;
            /**
             * Held Out Scenarios
             * @description How many scenarios to evaluate on.
             * @default 128
             */
            held_out_scenarios: number;
            /**
             * More
             * @description Further scenarios of the split, of kinds that matter more.
             * @default []
             */
            more: components["schemas"]["ScenarioKinds"][];
            /**
             * Name
             * @description Name of a registered env, e.g. supply_desk.
             */
            name: string;
            /**
             * Scenarios
             * @description How many scenarios at most.
             */
            scenarios?: number | null;
            /**
             * Split
             * @description Which scenarios to play; by default the env's own choice.
             */
            split?: string | null;
            /**
             * Start
             * @description How many of the split's scenarios to pass over first.
             * @default 0
             */
            start: number;
        };
        /**
         * EpisodeDetail
         * @description An episode with its interactions, oldest first; `more`: there are more of them than were asked for.
         */
        EpisodeDetail: {
            /** Alias */
            alias: string | null;
            /** Cost Usd */
            cost_usd: number;
            /** Deployment */
            deployment: string | null;
            /** End User */
            end_user: string | null;
            /** Errors */
            errors: number;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /** Id */
            id: string;
            /** Input Tokens */
            input_tokens: number;
            /** Interactions */
            interactions: number;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Latency Ms */
            latency_ms: number;
            /** More */
            more: boolean;
            outcome: components["schemas"]["Outcome"] | null;
            /** Output Tokens */
            output_tokens: number;
            /** Parts */
            parts: components["schemas"]["InteractionRow"][];
            /** Tools */
            tools: number;
        };
        /**
         * EpisodeOutcome
         * @description How an episode ended, and what was told of it, in the order in which it was found out.
         *
         *     Attributes:
         *         given_at: when the last fact was found out; None where nothing is known.
         */
        EpisodeOutcome: {
            /**
             * Containable
             * @description Whether the model may settle it alone at all.
             */
            containable?: boolean | null;
            /** Episode */
            episode: string;
            /**
             * Escalated
             * @description Handed to a person.
             */
            escalated?: boolean | null;
            /** Given At */
            given_at: string | null;
            /** History */
            history: components["schemas"]["OutcomeEvent"][];
            /**
             * Must Escalate
             * @description Whether it had to be handed to a person; if it was not, that is a missed escalation.
             */
            must_escalate?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Resolved */
            resolved?: boolean | null;
            /**
             * Value
             * @description What it was worth, or cost, in the business's own unit.
             */
            value?: number | null;
        };
        /**
         * EpisodeQuery
         * @description A page of episodes, that with the newest interaction first.
         */
        EpisodeQuery: {
            /**
             * After
             * @description `next` of the page before.
             */
            after?: string | null;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /**
         * EpisodeRow
         * @description An episode, added up.
         *
         *     Attributes:
         *         errors: interactions without an answer, or with a part of one.
         *         tools: calls of tools.
         *         latency_ms: of all its answers together.
         *         alias, deployment: of its last interaction.
         *         outcome: how it ended for the business; None where nobody told.
         */
        EpisodeRow: {
            /** Alias */
            alias: string | null;
            /** Cost Usd */
            cost_usd: number;
            /** Deployment */
            deployment: string | null;
            /** End User */
            end_user: string | null;
            /** Errors */
            errors: number;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /** Id */
            id: string;
            /** Input Tokens */
            input_tokens: number;
            /** Interactions */
            interactions: number;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Latency Ms */
            latency_ms: number;
            outcome: components["schemas"]["Outcome"] | null;
            /** Output Tokens */
            output_tokens: number;
            /** Tools */
            tools: number;
        };
        /**
         * ErasedDataset
         * @description A dataset that held examples of what was deleted.
         *
         *     Attributes:
         *         examples: how many were removed from it.
         *         uses: runs that had learned from it, and the models that came of them. They have seen what was deleted.
         */
        ErasedDataset: {
            /** Examples */
            examples: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Uses */
            uses: components["schemas"]["DatasetUse"][];
            /** Version */
            version: number;
        };
        /**
         * Erasure
         * @description What was deleted, and what has seen it.
         *
         *     Attributes:
         *         by: which of the three was given. Its value is not kept.
         *         interactions, episodes, feedback, outcomes: how many.
         */
        Erasure: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * By
             * @enum {string}
             */
            by: "end_user" | "key" | "episode";
            /** Datasets */
            datasets: components["schemas"]["ErasedDataset"][];
            /** Episodes */
            episodes: number;
            /** Feedback */
            feedback: number;
            /** Interactions */
            interactions: number;
            /** Outcomes */
            outcomes: number;
        };
        /**
         * ErasureRequest
         * @description Whose data to delete: a person, by the app's name for them; what a business key is about; or an episode. One of the three.
         */
        ErasureRequest: {
            /** End User */
            end_user?: string | null;
            /** Episode */
            episode?: string | null;
            /** Key */
            key?: string | null;
        };
        /**
         * ErrorBody
         * @description The body of every answer that is no success.
         */
        ErrorBody: {
            /** @description What went wrong, where, and the way out. */
            error: components["schemas"]["ErrorContent"];
        };
        /**
         * ErrorContent
         * @description What went wrong.
         *
         *     Attributes:
         *         code: stable; the reference lists them.
         *         message: in words, with the value.
         *         where: the field, header or thing it is about; can be empty.
         *         fix: the way out; can be empty.
         *         problems: every field that is wrong, where a body or a query is.
         */
        ErrorContent: {
            /** Code */
            code: string;
            /**
             * Fix
             * @default
             */
            fix: string;
            /** Message */
            message: string;
            /**
             * Problems
             * @default []
             */
            problems: components["schemas"]["Problem"][];
            /**
             * Where
             * @default
             */
            where: string;
        };
        /**
         * ExampleOrigin
         * @description Where an example came from.
         *
         *     Attributes:
         *         number: of the row in the file, from 1.
         *         erased: it was removed, as what it came from was deleted.
         */
        ExampleOrigin: {
            /** Episode */
            episode: string | null;
            /**
             * Erased
             * @default false
             */
            erased: boolean;
            /** Feedback */
            feedback: string | null;
            /** Interaction */
            interaction: string | null;
            /** Number */
            number: number;
            /**
             * Split
             * @enum {string}
             */
            split: "train" | "dev" | "test";
        };
        /**
         * ExportQuery
         * @description Interactions to export, newest first.
         */
        ExportQuery: {
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Format
             * @default jsonl
             * @enum {string}
             */
            format: "jsonl" | "parquet";
        };
        /**
         * FacetCount
         * @description A value and how many interactions have it.
         */
        FacetCount: {
            /** Count */
            count: number;
            /** Value */
            value: string;
        };
        /**
         * FacetQuery
         * @description Which values come how often among interactions.
         */
        FacetQuery: {
            /**
             * Fields
             * @description alias, deployment, status, source, model, error_code, finish_reason, tool, tag:NAME; empty for all.
             * @default []
             */
            fields: string[];
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Most
             * @description Values of each field.
             * @default 20
             */
            most: number;
        };
        /**
         * Facets
         * @description Values of each field, the most frequent first.
         *
         *     Attributes:
         *         count: interactions that the filter finds, at most so many as were looked at.
         *         whole: every one was looked at; false: only the newest.
         */
        Facets: {
            /** Count */
            count: number;
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["FacetCount"][];
            };
            /** Whole */
            whole: boolean;
        };
        /**
         * Feedback
         * @description An event as it is kept.
         *
         *     Attributes:
         *         joined: how many interactions or episodes it is joined to; 0 while it waits for its target.
         *         counts: whether it enters figures: it is valid, its value fits its metric, nothing overrides it, and its source is within its cap.
         *         why: why it does not count; empty where it does.
         *         caller: who sent it.
         */
        Feedback: {
            /** Caller */
            caller: string;
            /** Confidence */
            confidence: number | null;
            /** Counts */
            counts: boolean;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /** Id */
            id: string;
            /** Joined */
            joined: number;
            /** Metric */
            metric: string;
            /** Overrides */
            overrides: string | null;
            /** Project */
            project: string;
            /** Reason */
            reason: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            source: components["schemas"]["FeedbackSource"];
            /** Tags */
            tags: {
                [key: string]: string;
            };
            target: components["schemas"]["FeedbackTarget"];
            /** Valid */
            valid: boolean;
            /** Value */
            value: boolean | number | string | components["schemas"]["Correction"] | components["schemas"]["Preference"];
            /** Why */
            why: string;
        };
        /**
         * FeedbackBatch
         * @description Events to give at once: all of them are right in form, or none is taken.
         */
        FeedbackBatch: {
            /** Events */
            events: components["schemas"]["FeedbackRequest"][];
        };
        /**
         * FeedbackCounts
         * @description How many events there are, and what became of them.
         *
         *     Attributes:
         *         parked: they wait for their target.
         *         aside: their value is none of their metric.
         *         capped: beyond what counts of their source in an hour.
         *         overridden: a later event stands in their place, or took them back.
         */
        FeedbackCounts: {
            /** Aside */
            aside: number;
            /** Capped */
            capped: number;
            /** Counts */
            counts: number;
            /** Events */
            events: number;
            /** Overridden */
            overridden: number;
            /** Parked */
            parked: number;
        };
        /**
         * FeedbackRequest
         * @description One event. It is taken whenever it comes: late, early (its target is not there yet) or twice.
         */
        FeedbackRequest: {
            /** Confidence */
            confidence?: number | null;
            /**
             * Given At
             * @description When it was given, with a time zone; by default now.
             */
            given_at?: string | null;
            /** Id */
            id?: string | null;
            /** Metric */
            metric: string;
            /**
             * Overrides
             * @description An earlier event that this one corrects; that one stays, and counts no more.
             */
            overrides?: string | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * @default {
             *       "id": "",
             *       "kind": "person",
             *       "version": ""
             *     }
             */
            source: components["schemas"]["FeedbackSource"];
            /**
             * Tags
             * @default {}
             */
            tags: {
                [key: string]: string;
            };
            /** @default {} */
            target: components["schemas"]["FeedbackTarget"];
            /**
             * Valid
             * @description With `overrides`, false takes the earlier event back, with nothing in its place.
             * @default true
             */
            valid: boolean;
            /** Value */
            value: boolean | number | string | components["schemas"]["Correction"] | components["schemas"]["Preference"];
        };
        /**
         * FeedbackSource
         * @description Who says so.
         */
        FeedbackSource: {
            /**
             * Id
             * @description Which person, judge, rule or system.
             * @default
             */
            id: string;
            /**
             * Kind
             * @default person
             * @enum {string}
             */
            kind: "person" | "judge" | "system" | "implicit" | "outcome";
            /**
             * Version
             * @default
             */
            version: string;
        };
        /**
         * FeedbackTaken
         * @description What became of events that were taken: how many of each.
         *
         *     Attributes:
         *         new: not known before.
         *         again: known already, and left as they are.
         *         differing: of those, how many say something else under the same id. The one received first stays.
         *         joined: new ones that have found their target.
         *         parked: new ones that wait for it.
         *         aside: new ones whose value is none of their metric; they are kept, say why, and never count.
         *         capped: new ones beyond what counts of their source in an hour.
         */
        FeedbackTaken: {
            /**
             * Again
             * @default 0
             */
            again: number;
            /**
             * Aside
             * @default 0
             */
            aside: number;
            /**
             * Capped
             * @default 0
             */
            capped: number;
            /**
             * Differing
             * @default 0
             */
            differing: number;
            /**
             * Joined
             * @default 0
             */
            joined: number;
            /**
             * New
             * @default 0
             */
            new: number;
            /**
             * Parked
             * @default 0
             */
            parked: number;
        };
        /**
         * FeedbackTarget
         * @description What it is about; one of the three. A preference names its pair in its value, and needs none.
         */
        FeedbackTarget: {
            /** Episode */
            episode?: string | null;
            /** Interaction */
            interaction?: string | null;
            /**
             * Key
             * @description A business key, `order:W123`: it is joined to every episode that carries it, before or after.
             */
            key?: string | null;
        };
        /**
         * GatewayAddress
         * @description Where apps call.
         *
         *     Attributes:
         *         url: up to and including the version; None where the gateway took a free port and nobody said which.
         */
        GatewayAddress: {
            /** Url */
            url: string | null;
        };
        /**
         * Group
         * @description One group.
         *
         *     Attributes:
         *         values: of each field that was grouped by; None where there is none.
         *         count: how many are in it.
         *         n: how many of them have the measure.
         *         mean, low, high: of the measure, with its 95 % interval: Wilson's for yes and no, Student's for numbers; None where n is too small.
         */
        Group: {
            /** Count */
            count: number;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Mean */
            mean: number | null;
            /** N */
            n: number;
            /** Values */
            values: (string | number | boolean | null)[];
        };
        /**
         * GroupBy
         * @description What to group by.
         */
        GroupBy: {
            /**
             * Field
             * @description A name, tag:NAME, tool, outcome:resolved …, a number (its value, or with `width` steps of it), `hour` or `day`.
             */
            field: string;
            /**
             * Width
             * @description Numbers are grouped in steps of so much.
             */
            width?: number | null;
        };
        /**
         * GroupQuery
         * @description Groups of interactions or episodes, and what a measure is in each.
         */
        GroupQuery: {
            /** By */
            by: components["schemas"]["GroupBy"][];
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Level
             * @default interactions
             * @enum {string}
             */
            level: "interactions" | "episodes";
            /**
             * Measure
             * @description A number, `error`, metric:NAME or outcome:NAME; none counts only.
             */
            measure?: string | null;
            /**
             * Most
             * @description Groups, the largest first.
             * @default 100
             */
            most: number;
        };
        /**
         * GroupRole
         * @description The role in a team that members of a provider's group get when they log in.
         */
        GroupRole: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Group */
            group: string;
            /** Issuer */
            issuer: string;
            /** Role */
            role: string;
        };
        /**
         * Groups
         * @description Groups, the largest first; `whole`: there are no more of them.
         */
        Groups: {
            /** Groups */
            groups: components["schemas"]["Group"][];
            /** Whole */
            whole: boolean;
        };
        /**
         * Health
         * @description That the process answers.
         */
        Health: {
            /**
             * Status
             * @default ok
             */
            status: string;
            /**
             * Version
             * @default 0.1.0
             */
            version: string;
        };
        /**
         * HubSource
         * @description A model on a hub.
         */
        HubSource: {
            /**
             * Id
             * @description Who published it, and its name: Qwen/Qwen3-0.6B.
             */
            id: string;
            /**
             * Revision
             * @description A branch, a tag or a commit; it is pinned to the commit that it means now.
             * @default main
             */
            revision: string;
        };
        /**
         * Import
         * @description What happened elsewhere. Ids that are known already change nothing, so that sending it again is safe.
         */
        Import: {
            /**
             * Feedback
             * @default []
             */
            feedback: components["schemas"]["FeedbackRequest"][];
            /**
             * Interactions
             * @description Their source is `logged` or `imported`.
             * @default []
             */
            interactions: components["schemas"]["Interaction"][];
            /**
             * Outcomes
             * @default []
             */
            outcomes: components["schemas"]["ImportedOutcome"][];
        };
        /**
         * Imported
         * @description What became of it: how many were new, and how many were known.
         */
        Imported: {
            /** Feedback */
            feedback: number;
            /** Interactions */
            interactions: number;
            /** Known */
            known: number;
            /** Outcomes */
            outcomes: number;
        };
        /**
         * ImportedOutcome
         * @description How an episode that happened elsewhere ended.
         */
        ImportedOutcome: {
            /**
             * Containable
             * @description Whether the model may settle it alone at all.
             */
            containable?: boolean | null;
            /** Episode */
            episode: string;
            /**
             * Escalated
             * @description Handed to a person.
             */
            escalated?: boolean | null;
            /**
             * Given At
             * @description When it was found out, with a time zone; by default now.
             */
            given_at?: string | null;
            /**
             * Id
             * @description The sender's own: the same one twice counts once.
             */
            id?: string | null;
            /**
             * Must Escalate
             * @description Whether it had to be handed to a person; if it was not, that is a missed escalation.
             */
            must_escalate?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Resolved */
            resolved?: boolean | null;
            /**
             * @default {
             *       "id": "",
             *       "kind": "outcome",
             *       "version": ""
             *     }
             */
            source: components["schemas"]["FeedbackSource"];
            /**
             * Value
             * @description What it was worth, or cost, in the business's own unit.
             */
            value?: number | null;
        };
        /**
         * Interaction
         * @description One request and its response, whole: what the gateway's log holds, and what readers are given.
         *
         *     Attributes:
         *         id: `interaction_…`.
         *         started_at: when the request was there.
         *         request: in the shape of chat completions, before any prompt template: messages, tools, response_format and the rest; without
         *             what is told beside it here.
         *         arguments: of the alias's prompt template.
         *         answer: `{"choices": [{"index", "message", "finish_reason", "logprobs"?}]}`; for embeddings only how many and how long; None
         *             where there is none, or it must not be kept.
         *         alias_version: of the alias's settings, its prompt template among them.
         *         upstream_model: what the deployment calls the model.
         *         weights, adapter, template: digests of what answered, where it is ours.
         *         parameters: that applied: the request's, and the alias's defaults.
         *         first_token_ms: from the request to the first token; None for answers in one piece from elsewhere.
         *         finish_reason: of the first choice.
         *         caller: id of the user or service account; key: id of the key.
         *         end_user: the app's own name for the person, as the request's `user` (or `safety_identifier`) tells it.
         *         tools_called: names, in order.
         */
        Interaction: {
            /** Adapter */
            adapter?: string | null;
            /** Alias */
            alias?: string | null;
            /** Alias Version */
            alias_version?: number | null;
            /** Answer */
            answer?: {
                [key: string]: unknown;
            } | null;
            /**
             * Arguments
             * @default {}
             */
            arguments: {
                [key: string]: unknown;
            };
            /**
             * Attempts
             * @default []
             */
            attempts: components["schemas"]["AttemptAt"][];
            /**
             * Caller
             * @default
             */
            caller: string;
            /** Cost Usd */
            cost_usd?: number | null;
            /** Deployment */
            deployment?: string | null;
            /**
             * Dialect
             * @enum {string}
             */
            dialect: "chat" | "completions" | "embeddings" | "responses" | "messages";
            /** End User */
            end_user?: string | null;
            /** Episode */
            episode: string;
            error?: components["schemas"]["InteractionError"] | null;
            /** Finish Reason */
            finish_reason?: string | null;
            /** First Token Ms */
            first_token_ms?: number | null;
            /** Id */
            id: string;
            /** Key */
            key?: string | null;
            /**
             * Keys
             * @default {}
             */
            keys: {
                [key: string]: string;
            };
            /** Latency Ms */
            latency_ms?: number | null;
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: unknown;
            };
            /** Project */
            project: string;
            /** Request */
            request?: {
                [key: string]: unknown;
            } | null;
            /**
             * Source
             * @enum {string}
             */
            source: "gateway" | "logged" | "imported" | "otlp";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Status
             * @default ok
             * @enum {string}
             */
            status: "ok" | "error" | "partial" | "closed";
            /**
             * Stream
             * @default false
             */
            stream: boolean;
            /**
             * Tags
             * @default {}
             */
            tags: {
                [key: string]: string;
            };
            /** Template */
            template?: string | null;
            /** Tokens */
            tokens?: components["schemas"]["SampledTokens"][] | null;
            /**
             * Tools Called
             * @default []
             */
            tools_called: string[];
            /**
             * Upstream Model
             * @default
             */
            upstream_model: string;
            /** @default {} */
            usage: components["schemas"]["Usage"];
            /** Weights */
            weights?: string | null;
        };
        /**
         * InteractionError
         * @description Why there is no answer, or only a part of one.
         */
        InteractionError: {
            /** Code */
            code: string;
            /** Message */
            message: string;
        };
        /**
         * InteractionQuery
         * @description A page of interactions.
         */
        InteractionQuery: {
            /**
             * After
             * @description `next` of the page before. Newest come first.
             */
            after?: string | null;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /**
         * InteractionRow
         * @description An interaction as lists show it, without its payload.
         *
         *     Attributes:
         *         asked: what the request added to the conversation: the words after the last answer that it repeats; at most 500 characters.
         *         answered: what the answer said, and the tools it called; at most 500 characters.
         *         messages: of the request; how long the conversation was.
         */
        InteractionRow: {
            /** Alias */
            alias: string | null;
            /** Answered */
            answered: string;
            /** Asked */
            asked: string;
            /** Caller */
            caller: string;
            /** Cost Usd */
            cost_usd: number | null;
            /** Deployment */
            deployment: string | null;
            /** Dialect */
            dialect: string;
            /** End User */
            end_user: string | null;
            /** Episode */
            episode: string;
            /** Error */
            error: string;
            /** Error Code */
            error_code: string | null;
            /** Finish Reason */
            finish_reason: string | null;
            /** First Token Ms */
            first_token_ms: number | null;
            /** Id */
            id: string;
            /** Keys */
            keys: {
                [key: string]: string;
            };
            /** Latency Ms */
            latency_ms: number | null;
            /** Messages */
            messages: number;
            /** Model */
            model: string;
            /**
             * Source
             * @enum {string}
             */
            source: "gateway" | "logged" | "imported" | "otlp";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "error" | "partial" | "closed";
            /** Tags */
            tags: {
                [key: string]: string;
            };
            /** Tools Called */
            tools_called: string[];
            usage: components["schemas"]["Usage"];
        };
        /**
         * KeyRequest
         * @description What a new key should be able to do.
         */
        KeyRequest: {
            /**
             * Days
             * @description Days until it expires; null never, where its maker's right has no end either.
             * @default 90
             */
            days: number | null;
            /** Name */
            name: string;
            /**
             * Project
             * @description The only project that it opens; by default all of its owner's.
             */
            project?: string | null;
            /**
             * Scopes
             * @description Permissions; those that its maker has, or fewer.
             */
            scopes: string[];
        };
        /**
         * Kpi
         * @description A KPI of a project.
         *
         *     Attributes:
         *         given: every project has it; one that is defined under the same name stands in its place.
         */
        Kpi: {
            /**
             * Category
             * @description Of a metric of categories: the one whose rate it is.
             */
            category?: string | null;
            /**
             * Days
             * @description Of resolved_containment: within how many days another contact is a repeat.
             * @default 7
             */
            days: number;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Direction
             * @description Whether more is better.
             * @default up
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /** Given */
            given: boolean;
            /**
             * Key
             * @description Of resolved_containment: the business key that tells a repeat; by default any.
             */
            key?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "containment" | "resolved_containment" | "resolution" | "escalation" | "missed_escalation" | "cost_per_resolved" | "metric";
            /**
             * Metric
             * @description Of kind metric: which one.
             */
            metric?: string | null;
            /** Name */
            name: string;
            /** Project */
            project: string;
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * KpiFigure
         * @description A figure with its 95 % interval.
         *
         *     Attributes:
         *         mean: None where no episode tells.
         *         n: values that it rests on.
         *         episodes: that they belong to; values of one episode are alike, and the interval allows for it.
         *         pending: episodes of which it cannot be known yet, as days have to pass.
         */
        KpiFigure: {
            /** Episodes */
            episodes: number;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Mean */
            mean: number | null;
            /** N */
            n: number;
            /** Pending */
            pending: number;
        };
        /**
         * KpiPoint
         * @description The figure of one hour or day, of one alias or deployment.
         */
        KpiPoint: {
            /** Episodes */
            episodes: number;
            /** Group */
            group: string | null;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Mean */
            mean: number | null;
            /** N */
            n: number;
            /** Pending */
            pending: number;
            /** Starts At */
            starts_at: string | null;
        };
        /**
         * KpiReport
         * @description A KPI, its figure over all episodes that were asked for, and its figures by time and group.
         */
        KpiReport: {
            kpi: components["schemas"]["Kpi"];
            /** Points */
            points: components["schemas"]["KpiPoint"][];
            whole: components["schemas"]["KpiFigure"];
        };
        /**
         * KpiRequest
         * @description A KPI to define.
         */
        KpiRequest: {
            /**
             * Category
             * @description Of a metric of categories: the one whose rate it is.
             */
            category?: string | null;
            /**
             * Days
             * @description Of resolved_containment: within how many days another contact is a repeat.
             * @default 7
             */
            days: number;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Direction
             * @description Whether more is better.
             * @default up
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /**
             * Key
             * @description Of resolved_containment: the business key that tells a repeat; by default any.
             */
            key?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "containment" | "resolved_containment" | "resolution" | "escalation" | "missed_escalation" | "cost_per_resolved" | "metric";
            /**
             * Metric
             * @description Of kind metric: which one.
             */
            metric?: string | null;
            /** Name */
            name: string;
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * Limit
         * @description The most that may be used in a period.
         */
        Limit: {
            /**
             * Most
             * @description 0 allows nothing.
             */
            most: number;
        };
        /**
         * Lineage
         * @description Where a version came from, and what was made of it.
         */
        Lineage: {
            /** Edges */
            edges: components["schemas"]["LineageEdge"][];
            /** Nodes */
            nodes: components["schemas"]["LineageNode"][];
        };
        /**
         * LineageEdge
         * @description What became of what.
         */
        LineageEdge: {
            /**
             * Relation
             * @enum {string}
             */
            relation: "trained_from" | "adapter_of" | "started" | "learned_from" | "made";
            /** Source */
            source: string;
            /** Target */
            target: string;
        };
        /**
         * LineageNode
         * @description A version, a run or a dataset in a lineage; `missing` where it was removed since.
         */
        LineageNode: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "version" | "run" | "dataset";
            /** Label */
            label: string;
            /**
             * Missing
             * @default false
             */
            missing: boolean;
        };
        /**
         * LoginWays
         * @description How one can log in here.
         *
         *     Attributes:
         *         password: whether with an e-mail address and a password.
         *         provider: what to call the OIDC provider on the button; empty where there is none.
         *         start: where the button leads.
         */
        LoginWays: {
            /** Password */
            password: boolean;
            /** Provider */
            provider: string;
            /** Start */
            start: string;
        };
        /**
         * MadeUser
         * @description A new user; `password` is told where the server made it, this once.
         */
        MadeUser: {
            /** Password */
            password?: string | null;
            user: components["schemas"]["User"];
        };
        /**
         * Matrix
         * @description All permissions, each in a sentence, by what they are about, and what each role that every installation has may do.
         */
        Matrix: {
            /** Groups */
            groups: {
                [key: string]: string[];
            };
            /** Permissions */
            permissions: string[];
            /** Roles */
            roles: {
                [key: string]: string[];
            };
            /** Sentences */
            sentences: {
                [key: string]: string;
            };
        };
        /**
         * Member
         * @description A user with a role on a project or in a team.
         */
        Member: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
            /** User */
            user: string;
        };
        /**
         * Metric
         * @description A metric: what feedback and grades are recorded under. One that nobody declared is made from the first value that comes.
         *
         *     Attributes:
         *         declared: whether somebody declared it.
         */
        Metric: {
            /**
             * Categories
             * @default []
             */
            categories: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Declared */
            declared: boolean;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Direction
             * @description Whether more is better.
             * @default up
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /**
             * High
             * @description Greatest value of a number.
             */
            high?: number | null;
            /** Id */
            id: string;
            /**
             * Level
             * @default interaction
             * @enum {string}
             */
            level: "interaction" | "episode";
            /**
             * Low
             * @description Least value of a number.
             */
            low?: number | null;
            /** Name */
            name: string;
            /** Project */
            project: string;
            /**
             * Type
             * @enum {string}
             */
            type: "boolean" | "number" | "category" | "text" | "correction" | "preference";
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * MetricRequest
         * @description A metric to declare.
         */
        MetricRequest: {
            /**
             * Categories
             * @default []
             */
            categories: string[];
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Direction
             * @description Whether more is better.
             * @default up
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /**
             * High
             * @description Greatest value of a number.
             */
            high?: number | null;
            /**
             * Level
             * @default interaction
             * @enum {string}
             */
            level: "interaction" | "episode";
            /**
             * Low
             * @description Least value of a number.
             */
            low?: number | null;
            /** Name */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "boolean" | "number" | "category" | "text" | "correction" | "preference";
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * MintedKey
         * @description A new key, with the secret that is shown this once and kept nowhere.
         */
        MintedKey: {
            key: components["schemas"]["ApiKey"];
            /** Secret */
            secret: string;
        };
        /**
         * ModelChanges
         * @description What to change of a model.
         */
        ModelChanges: {
            /**
             * Current
             * @description Number of the version that the name means from now on.
             */
            current?: number | null;
            /** Description */
            description?: string | null;
        };
        /**
         * ModelFile
         * @description One file of a version. Its digest was taken when it came in.
         */
        ModelFile: {
            /** Bytes */
            bytes: number;
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
        };
        /**
         * ModelRef
         * @description The weights to start from.
         *
         *     Attributes:
         *         id: of the version (`version_…`), or `tiny` for the embedded model.
         *         name: what people called it when the run was made: `name@number`, or `tiny`.
         *         digest: SHA-256 of its manifest. The worker refuses other weights.
         */
        ModelRef: {
            /** Digest */
            digest: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * ModelRequest
         * @description A version of a model to take in: from a folder on the server, from a hub, or from a checkpoint of a run; one of the three.
         */
        ModelRequest: {
            /**
             * Base
             * @description The model that an adapter belongs to, `name`, `name@2` or an id.
             */
            base?: string | null;
            /** @description A checkpoint of a run. */
            checkpoint?: components["schemas"]["CheckpointSource"] | null;
            /**
             * Current
             * @description Whether the name means this version, once it is ready.
             * @default true
             */
            current: boolean;
            /**
             * Description
             * @default
             */
            description: string;
            /** @description A model on the hub of BURNISH_HUB_ENDPOINT. */
            hub?: components["schemas"]["HubSource"] | null;
            /**
             * Licence
             * @description By default what the folder's README, or its card on the hub, says.
             * @default
             */
            licence: string;
            /**
             * Name
             * @description Of the model; where there is one of this name, it gets another version.
             */
            name: string;
            /**
             * Path
             * @description A Hugging Face folder on the server, under one of BURNISH_IMPORT_ROOTS.
             */
            path?: string | null;
        };
        /**
         * ModelVersion
         * @description One immutable set of weights.
         *
         *     Attributes:
         *         id: `version_…`; what a run's spec names.
         *         number: within the model, from 1: `name@number`.
         *         message: how far an import is, or why it failed.
         *         digest: SHA-256 of its manifest, which has the digest of every file; None until it is ready.
         *         parameters: how many numbers the weights have.
         *         source: where it came from.
         *         architecture: facts of its config: model_type, layers, context …
         *         run, checkpoint: that made it, if a run did.
         *         parents: ids of the versions that it was trained from, or is an adapter of.
         */
        ModelVersion: {
            /** Architecture */
            architecture: {
                [key: string]: unknown;
            };
            /** Bytes */
            bytes: number | null;
            /** Checkpoint */
            checkpoint: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Digest */
            digest: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "base" | "checkpoint" | "adapter";
            /** Licence */
            licence: string;
            /** Message */
            message: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Number */
            number: number;
            /** Parameters */
            parameters: number | null;
            /**
             * Parents
             * @default []
             */
            parents: string[];
            /** Run */
            run: string | null;
            /** Source */
            source: {
                [key: string]: unknown;
            };
            /**
             * Status
             * @enum {string}
             */
            status: "importing" | "ready" | "failed" | "archived";
        };
        /**
         * NewPassword
         * @description A change of one's own password.
         */
        NewPassword: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /**
         * NewProject
         * @description A project to make.
         */
        NewProject: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
            /**
             * Team
             * @description Id or name of a team to share it with; needs teams.write in that team.
             */
            team?: string | null;
        };
        /**
         * NewService
         * @description A service account to make.
         */
        NewService: {
            /** Name */
            name: string;
            /** Role */
            role: string;
        };
        /**
         * NewTeam
         * @description A team to make.
         */
        NewTeam: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
        };
        /**
         * NewUser
         * @description A user to make.
         */
        NewUser: {
            /** Email */
            email: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Password
             * @description By default one is made, and told once in the answer.
             */
            password?: string | null;
            /**
             * Role
             * @description On the whole installation; most users have none, and roles on projects and teams.
             */
            role?: string | null;
        };
        /**
         * NoneOf
         * @description None of these holds.
         */
        "NoneOf-Input": {
            /** None */
            none: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"])[];
        };
        /**
         * NoneOf
         * @description None of these holds.
         */
        "NoneOf-Output": {
            /** None */
            none: (components["schemas"]["Condition"] | components["schemas"]["AllOf-Output"] | components["schemas"]["AnyOf-Output"] | components["schemas"]["NoneOf-Output"])[];
        };
        /**
         * OpenAITarget
         * @description Anything that speaks OpenAI's API: vLLM, a provider, another gateway.
         */
        OpenAITarget: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "openai";
            /**
             * Model
             * @description What it is called there.
             */
            model: string;
            /**
             * Secret
             * @description The project's secret with the key for it.
             */
            secret?: string | null;
            /**
             * Url
             * @description Up to and including the version: https://api.openai.com/v1.
             */
            url: string;
        };
        /**
         * Outcome
         * @description How an episode ended for the business; facts that KPIs are made from. None where it is not known.
         */
        Outcome: {
            /**
             * Containable
             * @description Whether the model may settle it alone at all.
             */
            containable?: boolean | null;
            /**
             * Escalated
             * @description Handed to a person.
             */
            escalated?: boolean | null;
            /**
             * Must Escalate
             * @description Whether it had to be handed to a person; if it was not, that is a missed escalation.
             */
            must_escalate?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Resolved */
            resolved?: boolean | null;
            /**
             * Value
             * @description What it was worth, or cost, in the business's own unit.
             */
            value?: number | null;
        };
        /**
         * OutcomeEvent
         * @description One outcome as the gateway's log holds it.
         */
        OutcomeEvent: {
            /**
             * Caller
             * @default
             */
            caller: string;
            /** Episode */
            episode: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /** Id */
            id: string;
            outcome: components["schemas"]["Outcome"];
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /**
             * @default {
             *       "id": "",
             *       "kind": "outcome",
             *       "version": ""
             *     }
             */
            source: components["schemas"]["FeedbackSource"];
        };
        /**
         * OutcomeRequest
         * @description What is known of an episode's end, now. Facts that it does not tell stay as they are.
         *
         *     Of each fact, what was given last counts: outcomes may come in any order, and before their episode.
         */
        OutcomeRequest: {
            /**
             * Containable
             * @description Whether the model may settle it alone at all.
             */
            containable?: boolean | null;
            /**
             * Escalated
             * @description Handed to a person.
             */
            escalated?: boolean | null;
            /**
             * Given At
             * @description When it was found out, with a time zone; by default now.
             */
            given_at?: string | null;
            /**
             * Id
             * @description The sender's own: the same one twice counts once.
             */
            id?: string | null;
            /**
             * Must Escalate
             * @description Whether it had to be handed to a person; if it was not, that is a missed escalation.
             */
            must_escalate?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Resolved */
            resolved?: boolean | null;
            /**
             * @default {
             *       "id": "",
             *       "kind": "outcome",
             *       "version": ""
             *     }
             */
            source: components["schemas"]["FeedbackSource"];
            /**
             * Value
             * @description What it was worth, or cost, in the business's own unit.
             */
            value?: number | null;
        };
        /** Page[AliasVersion] */
        Page_AliasVersion_: {
            /** Items */
            items: components["schemas"]["AliasVersion"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Alias] */
        Page_Alias_: {
            /** Items */
            items: components["schemas"]["Alias"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[ApiKey] */
        Page_ApiKey_: {
            /** Items */
            items: components["schemas"]["ApiKey"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[AuditEvent] */
        Page_AuditEvent_: {
            /** Items */
            items: components["schemas"]["AuditEvent"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Dataset] */
        Page_Dataset_: {
            /** Items */
            items: components["schemas"]["Dataset"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Deployment] */
        Page_Deployment_: {
            /** Items */
            items: components["schemas"]["Deployment"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[EpisodeRow] */
        Page_EpisodeRow_: {
            /** Items */
            items: components["schemas"]["EpisodeRow"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Feedback] */
        Page_Feedback_: {
            /** Items */
            items: components["schemas"]["Feedback"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[InteractionRow] */
        Page_InteractionRow_: {
            /** Items */
            items: components["schemas"]["InteractionRow"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Metric] */
        Page_Metric_: {
            /** Items */
            items: components["schemas"]["Metric"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Project] */
        Page_Project_: {
            /** Items */
            items: components["schemas"]["Project"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RegisteredModel] */
        Page_RegisteredModel_: {
            /** Items */
            items: components["schemas"]["RegisteredModel"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RunEpisode] */
        Page_RunEpisode_: {
            /** Items */
            items: components["schemas"]["RunEpisode"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RunEventRecord] */
        Page_RunEventRecord_: {
            /** Items */
            items: components["schemas"]["RunEventRecord"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RunLogLine] */
        Page_RunLogLine_: {
            /** Items */
            items: components["schemas"]["RunLogLine"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RunMetrics] */
        Page_RunMetrics_: {
            /** Items */
            items: components["schemas"]["RunMetrics"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[RunView] */
        Page_RunView_: {
            /** Items */
            items: components["schemas"]["RunView"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[SavedView] */
        Page_SavedView_: {
            /** Items */
            items: components["schemas"]["SavedView"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[ServiceAccount] */
        Page_ServiceAccount_: {
            /** Items */
            items: components["schemas"]["ServiceAccount"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[Team] */
        Page_Team_: {
            /** Items */
            items: components["schemas"]["Team"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /** Page[User] */
        Page_User_: {
            /** Items */
            items: components["schemas"]["User"][];
            /**
             * Next
             * @description Give it as `after` for the next page; null where there is none.
             */
            next?: string | null;
        };
        /**
         * Preference
         * @description Which of two interactions is better; a tie says that neither is.
         */
        Preference: {
            /** Chosen */
            chosen: string;
            /** Rejected */
            rejected: string;
            /**
             * Tie
             * @default false
             */
            tie: boolean;
        };
        /**
         * PriceList
         * @description A price list of a project.
         */
        PriceList: {
            /** Models */
            models: {
                [key: string]: components["schemas"]["TokenPrices"];
            };
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * PriceListRequest
         * @description Prices by the names of models. Nobody but you says what they are: none come with Burnish.
         */
        PriceListRequest: {
            /** Models */
            models: {
                [key: string]: components["schemas"]["TokenPrices"];
            };
        };
        /**
         * Prices
         * @description What a deployment costs, in US dollars: by the token, or by the hour that its hardware runs.
         */
        Prices: {
            /**
             * Cached Input Usd
             * @description A million cached tokens of input; by default as others.
             */
            cached_input_usd?: number | null;
            /**
             * Hour Usd
             * @description An hour of one replica's hardware.
             * @default 0
             */
            hour_usd: number;
            /**
             * Input Usd
             * @description A million tokens of input.
             * @default 0
             */
            input_usd: number;
            /**
             * Output Usd
             * @description A million tokens of output.
             * @default 0
             */
            output_usd: number;
        };
        /**
         * Problem
         * @description One thing that is wrong with a request: where, and what.
         */
        Problem: {
            /** Message */
            message: string;
            /** Where */
            where: string;
        };
        /**
         * Project
         * @description A project: what everything belongs to. `permissions` are those of who asks.
         */
        Project: {
            /** Archived At */
            archived_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Permissions
             * @default []
             */
            permissions: string[];
        };
        /**
         * ProjectChanges
         * @description What to change of a project.
         */
        ProjectChanges: {
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * ProjectTeam
         * @description A team that a project is shared with.
         */
        ProjectTeam: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Name */
            name: string;
            /** Team */
            team: string;
        };
        /**
         * PromptTemplate
         * @description A system prompt with typed arguments: `{name}` is replaced by the request's argument of that name, `{{` and `}}` are braces.
         *
         *     What is recorded is the request before its prompt was filled in, so that it can be put to another prompt later.
         */
        PromptTemplate: {
            /**
             * Arguments
             * @default {}
             */
            arguments: {
                [key: string]: "string" | "number" | "integer" | "boolean";
            };
            /** Text */
            text: string;
        };
        /**
         * QuotaState
         * @description A quota, and what was used of it since its present period began.
         */
        QuotaState: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "requests" | "tokens" | "cost_usd" | "run_hours";
            /** Most */
            most: number;
            /**
             * Period
             * @enum {string}
             */
            period: "minute" | "hour" | "day" | "month";
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Used */
            used: number;
        };
        /**
         * Recipe
         * @description An algorithm that runs can be made of.
         *
         *     Attributes:
         *         needs, takes: what it must and can be given beside a model: examples, env, reference.
         *         hash: SHA-256 of its source.
         *         builtin: it comes with Burnish; otherwise somebody published it, and it runs isolated.
         *         id, version: of a published one; the name alone means the newest version.
         *         dependencies: packages that a published one wants, by its inline metadata.
         *         created_by: who published it.
         *         config_schema: JSON schema of its config: what makes forms and flags.
         *         source: the whole loop; only where one recipe is asked for.
         */
        Recipe: {
            /** Archived At */
            archived_at?: string | null;
            /** Builtin */
            builtin: boolean;
            /** Caption */
            caption: string;
            /** Config Schema */
            config_schema: {
                [key: string]: unknown;
            };
            /** Created At */
            created_at?: string | null;
            /**
             * Created By
             * @default
             */
            created_by: string;
            /**
             * Dependencies
             * @default []
             */
            dependencies: string[];
            /** Hash */
            hash: string;
            /** Id */
            id?: string | null;
            /** Name */
            name: string;
            /** Needs */
            needs: string[];
            /** Source */
            source?: string | null;
            /** Takes */
            takes: string[];
            /** Version */
            version?: number | null;
        };
        /**
         * RecipeRequest
         * @description A recipe to publish. The server reads its text and does not run it.
         */
        RecipeRequest: {
            /**
             * Config Schema
             * @description JSON schema of its `Config`, as pydantic makes it; by default what the text says, if its fields are plain.
             */
            config_schema?: {
                [key: string]: unknown;
            } | null;
            /**
             * Name
             * @description Where the project has one of this name, it gets another version.
             */
            name: string;
            /**
             * Source
             * @description The file: `Config`, and `async def train`.
             */
            source: string;
        };
        /**
         * Redaction
         * @description A pattern that is blanked out before anything is written down.
         */
        Redaction: {
            /**
             * Name
             * @description Of a given pattern (email, card, iban, phone, ip), or your own.
             */
            name: string;
            /**
             * Pattern
             * @description A regular expression in RE2's syntax; none for a given one.
             */
            pattern?: string | null;
            /**
             * Replacement
             * @description What stands in its place; by default the name in brackets.
             */
            replacement?: string | null;
        };
        /**
         * RegisteredModel
         * @description A name for weights, and its versions.
         *
         *     Attributes:
         *         current: number of the version that the name means; None while none is ready.
         *         previous: what a rollback goes back to.
         */
        RegisteredModel: {
            /** Archived At */
            archived_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Current */
            current: number | null;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Previous */
            previous: number | null;
            /** Project */
            project: string;
            /** Versions */
            versions: components["schemas"]["ModelVersion"][];
        };
        /**
         * Replica
         * @description One process that answers for a deployment.
         *
         *     Attributes:
         *         number: within the deployment, from 1.
         *         model, version, weights: what it holds; while a deployment changes over, its replicas differ.
         *         message: why it is not ready.
         *         address: where it listens, `http://host:port`; None until it does.
         *         failures: how often in a row it did not come up, or died.
         *         holder: the supervisor that keeps it alive; empty while none does.
         *         heartbeat_at: when it was last seen well.
         */
        Replica: {
            /** Address */
            address: string | null;
            /** Failures */
            failures: number;
            /** Heartbeat At */
            heartbeat_at: string | null;
            /** Holder */
            holder: string;
            /** Id */
            id: string;
            /** Message */
            message: string;
            /** Model */
            model: string;
            /** Number */
            number: number;
            /**
             * Status
             * @enum {string}
             */
            status: "starting" | "ready" | "failed" | "stopped";
            /** Version */
            version: string;
            /** Weights */
            weights: string;
        };
        /**
         * ReplicaLog
         * @description The last lines that a replica wrote, oldest first.
         */
        ReplicaLog: {
            /** Lines */
            lines: string[];
            /** Number */
            number: number;
            /** Replica */
            replica: string;
        };
        /**
         * ResetPassword
         * @description A password for somebody who lost theirs, told once.
         */
        ResetPassword: {
            /** Password */
            password: string;
        };
        /**
         * Resources
         * @description What a run holds while a worker has it.
         */
        Resources: {
            /**
             * Cores
             * @description Cores; with the model's size they decide how it is laid out.
             * @default 1
             */
            cores: number;
            /**
             * Gpus
             * @description GPUs, one rank process on each.
             * @default 0
             */
            gpus: number;
            /**
             * Memory Gb
             * @description Memory in GB; by default what the worker estimates.
             */
            memory_gb?: number | null;
        };
        /**
         * Retention
         * @description What a project keeps, and for how long; None keeps it for good.
         */
        Retention: {
            /**
             * Metadata Days
             * @description Days for which anything of an interaction is kept.
             */
            metadata_days?: number | null;
            /**
             * Payload Days
             * @description Days for which words are kept: requests, answers, their search.
             */
            payload_days?: number | null;
            /**
             * Redactions
             * @default []
             */
            redactions: components["schemas"]["Redaction"][];
        };
        /**
         * Retraction
         * @description Why an event is taken back.
         */
        Retraction: {
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * Role
         * @description A set of permissions with a name.
         */
        Role: {
            /**
             * Builtin
             * @default false
             */
            builtin: boolean;
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
        };
        /**
         * RoleContent
         * @description What a role of the installation's own may do.
         */
        RoleContent: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Permissions */
            permissions: string[];
        };
        /**
         * RoleGiven
         * @description The role that somebody is given.
         */
        RoleGiven: {
            /** Role */
            role: string;
        };
        /**
         * Rotation
         * @description How to rotate a key.
         */
        Rotation: {
            /**
             * Grace Hours
             * @description Hours for which the old key works on.
             * @default 24
             */
            grace_hours: number;
        };
        /**
         * RunAttempt
         * @description One worker's go at a run, with the environment that it ran in.
         */
        RunAttempt: {
            /** Ended At */
            ended_at?: string | null;
            /** Environment */
            environment?: {
                [key: string]: unknown;
            };
            /**
             * Message
             * @default
             */
            message: string;
            /** Number */
            number: number;
            /**
             * Outcome
             * @default
             */
            outcome: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Traceback
             * @default
             */
            traceback: string;
            /** Worker */
            worker: string;
        };
        /**
         * RunChanges
         * @description What may change of a run.
         */
        RunChanges: {
            /** Name */
            name?: string | null;
            /** Priority */
            priority?: number | null;
            /** Tags */
            tags?: {
                [key: string]: string;
            } | null;
        };
        /**
         * RunCheckpoint
         * @description A checkpoint that a run saved.
         *
         *     Attributes:
         *         model: which of the recipe's models (policy, critic …).
         *         url: where it lies; a folder or an fsspec URL.
         *         digest: SHA-256 of its manifest.
         *         final: what the recipe returned.
         */
        RunCheckpoint: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Bytes */
            bytes: number;
            /** Digest */
            digest: string;
            /**
             * Final
             * @default false
             */
            final: boolean;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Run */
            run: string;
            /** Step */
            step: number;
            /** Url */
            url: string;
        };
        /**
         * RunEpisode
         * @description An example episode that a run kept: `episode` is a `burnish.Episode` without its tokens.
         */
        RunEpisode: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Episode */
            episode: {
                [key: string]: unknown;
            };
            /** Reward */
            reward: number | null;
            /** Scenario */
            scenario: string;
            /** Seq */
            seq: number;
            /** Step */
            step: number;
            /** Stop */
            stop: string;
        };
        /**
         * RunEventRecord
         * @description One thing that happened to a run: queued, leased, started, resumed, checkpoint, evaluated, notice, lost, paused, succeeded …
         */
        RunEventRecord: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attempt */
            attempt: number;
            /** Details */
            details?: {
                [key: string]: unknown;
            };
            /** Kind */
            kind: string;
            /**
             * Message
             * @default
             */
            message: string;
            /** Seq */
            seq: number;
        };
        /**
         * RunForm
         * @description What every run has beside its recipe's config: the JSON schemas of its options and of what it holds.
         */
        RunForm: {
            /** Options */
            options: {
                [key: string]: unknown;
            };
            /** Resources */
            resources: {
                [key: string]: unknown;
            };
        };
        /**
         * RunLogLine
         * @description One line that a run, or its worker, said.
         */
        RunLogLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attempt */
            attempt: number;
            /**
             * Level
             * @enum {string}
             */
            level: "debug" | "info" | "warning" | "error";
            /** Seq */
            seq: number;
            /** Text */
            text: string;
        };
        /**
         * RunMetrics
         * @description Numbers of one step of a run. `seq` rises by order of writing; a page goes on after the last one it saw.
         */
        RunMetrics: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Loop
             * @default 0
             */
            loop: number;
            /** Seq */
            seq: number;
            /** Step */
            step: number;
            /** Values */
            values: {
                [key: string]: number;
            };
        };
        /**
         * RunOptions
         * @description What every run has. Handled by `run.steps`, so that no recipe has to.
         */
        RunOptions: {
            /**
             * Alarms
             * @description Limits on logged metrics that stop the run, e.g. reward<0.1@5,kl>2.
             * @default []
             */
            alarms: components["schemas"]["Alarm"][];
            /**
             * Checkpoint Every
             * @description Steps between checkpoints.
             * @default 20
             */
            checkpoint_every: number;
            /**
             * Evaluate Every
             * @description Steps between held-out evaluations; 0 evaluates never.
             * @default 0
             */
            evaluate_every: number;
            /**
             * Evaluate Metric
             * @description What has to rise in a held-out evaluation.
             * @default reward
             */
            evaluate_metric: string;
            /**
             * Keep Checkpoints
             * @description How many of them to keep; the best one of an evaluation stays besides.
             * @default 2
             */
            keep_checkpoints: number;
            /**
             * Max Seconds
             * @description Budget of wall time; the step under way is finished, then the run ends well.
             */
            max_seconds?: number | null;
            /**
             * Max Steps
             * @description Budget of steps, where the recipe would take more.
             */
            max_steps?: number | null;
            /**
             * Patience
             * @description Evaluations without a rise before the run stops early, at its best checkpoint.
             * @default 3
             */
            patience: number;
        };
        /**
         * RunRequest
         * @description What a person asks for (`POST …/runs`); the server resolves names and defaults into a RunSpec, or says what is wrong.
         */
        RunRequest: {
            /**
             * Config
             * @description Fields of the recipe's config; the rest keep their defaults.
             */
            config?: {
                [key: string]: unknown;
            };
            /**
             * Dataset
             * @description Id or name of a dataset of the project, if the recipe needs examples.
             */
            dataset?: string | null;
            /** @description The env to play in, if the recipe needs one. */
            env?: components["schemas"]["EnvRef"] | null;
            /**
             * Longest
             * @description Most tokens of an example; longer ones are cut at a turn.
             */
            longest?: number | null;
            /**
             * Max Attempts
             * @description Workers that may die on it before it fails as lost.
             * @default 3
             */
            max_attempts: number;
            /**
             * Model
             * @description A model of the project: `name`, `name@2`, or an id of it or of a version; `tiny` is the embedded one.
             * @default tiny
             */
            model: string;
            /**
             * Name
             * @description What to call the run; by default the recipe's name and a number.
             */
            name?: string | null;
            /**
             * @description Checkpoints, budgets, alarms, early stopping.
             * @default {
             *       "alarms": [],
             *       "checkpoint_every": 20,
             *       "evaluate_every": 0,
             *       "evaluate_metric": "reward",
             *       "keep_checkpoints": 2,
             *       "patience": 3
             *     }
             */
            options: components["schemas"]["RunOptions"];
            /**
             * Priority
             * @description Higher ones are started first.
             * @default 0
             */
            priority: number;
            /**
             * Recipe
             * @description Name of a recipe; of a published one also `name@2`.
             */
            recipe: string;
            /**
             * @description What a worker must have free.
             * @default {
             *       "cores": 1,
             *       "gpus": 0
             *     }
             */
            resources: components["schemas"]["Resources"];
            /**
             * Seed
             * @description Of everything random; a page can hold no larger number.
             * @default 0
             */
            seed: number;
            /**
             * Tags
             * @description Free key-value pairs to find it by.
             */
            tags?: {
                [key: string]: string;
            };
        };
        /**
         * RunSpec
         * @description Everything that decides a run's result, resolved when the run is made, and never changed: the same spec repeats the run.
         *
         *     Attributes:
         *         recipe, recipe_hash: its name, and the SHA-256 of its source.
         *         published: id of the recipe's version (`recipe_…`), where somebody published it: it runs isolated. None: one of Burnish's own.
         *         config: the recipe's config with every default filled in.
         *         model, env, dataset: inputs with their digests; env or dataset where the recipe needs them.
         *         seed: of everything random.
         *         options: checkpoints, budgets, alarms, early stopping.
         *         resources: what a worker must have free.
         *         version, commit: of Burnish when the run was made; the commit is empty where it does not run from a checkout.
         */
        RunSpec: {
            /**
             * Commit
             * @default
             */
            commit: string;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            dataset?: components["schemas"]["DatasetRef"] | null;
            env?: components["schemas"]["EnvRef"] | null;
            model: components["schemas"]["ModelRef"];
            /**
             * @default {
             *       "alarms": [],
             *       "checkpoint_every": 20,
             *       "evaluate_every": 0,
             *       "evaluate_metric": "reward",
             *       "keep_checkpoints": 2,
             *       "patience": 3
             *     }
             */
            options: components["schemas"]["RunOptions"];
            /** Published */
            published?: string | null;
            /** Recipe */
            recipe: string;
            /** Recipe Hash */
            recipe_hash: string;
            /**
             * @default {
             *       "cores": 1,
             *       "gpus": 0
             *     }
             */
            resources: components["schemas"]["Resources"];
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /**
             * Version
             * @default
             */
            version: string;
        };
        /**
         * RunView
         * @description A run as it is told: by the API, the SDK, the command line and the page.
         *
         *     Attributes:
         *         status: see RunStatus; `wanted` is what people asked for since.
         *         failure, message: why it failed, as a code and in words; a message can also say why it ended early and well.
         *         step, steps: done, out of how many in the recipe's present loop.
         *         latest: the newest numbers that the worker picked for lists.
         *         attempt: how many workers began it.
         *         worker: who has the lease, until `lease_until`; empty if nobody.
         *         parent: the run that this one was cloned from.
         *         checkpoint: id of the run's final checkpoint, once it has one (`ckpt_…`).
         *         version: rises with every change; the ETag of a run.
         */
        RunView: {
            /**
             * Attempt
             * @default 0
             */
            attempt: number;
            /** Checkpoint */
            checkpoint?: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Failure */
            failure?: ("invalid" | "error" | "diverged" | "alarm" | "out_of_memory" | "disk_full" | "lost") | null;
            /** Finished At */
            finished_at?: string | null;
            /** Heartbeat At */
            heartbeat_at?: string | null;
            /** Id */
            id: string;
            /** Latest */
            latest?: {
                [key: string]: number;
            };
            /** Lease Until */
            lease_until?: string | null;
            /**
             * Max Attempts
             * @default 3
             */
            max_attempts: number;
            /**
             * Message
             * @default
             */
            message: string;
            /** Name */
            name: string;
            /** Parent */
            parent?: string | null;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /** Project */
            project: string;
            spec: components["schemas"]["RunSpec"];
            /** Started At */
            started_at?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "leased" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
            /**
             * Step
             * @default 0
             */
            step: number;
            /**
             * Steps
             * @default 0
             */
            steps: number;
            /** Tags */
            tags?: {
                [key: string]: string;
            };
            /**
             * Version
             * @default 1
             */
            version: number;
            /**
             * Wanted
             * @default run
             * @enum {string}
             */
            wanted: "run" | "pause" | "cancel";
            /**
             * Worker
             * @default
             */
            worker: string;
        };
        /**
         * SampledTokens
         * @description What our engine sampled for one choice: ids, and the logprob of each at the temperature it was sampled with.
         */
        SampledTokens: {
            /** Ids */
            ids: number[];
            /** Logprobs */
            logprobs: number[];
            /** Prompt Ids */
            prompt_ids: number[];
        };
        /**
         * SavedView
         * @description A saved view.
         */
        SavedView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Output"] | components["schemas"]["AnyOf-Output"] | components["schemas"]["NoneOf-Output"];
            /** Id */
            id: string;
            /**
             * Level
             * @default interactions
             * @enum {string}
             */
            level: "interactions" | "episodes";
            /** Name */
            name: string;
            /** Project */
            project: string;
            /**
             * Shown
             * @description Columns, order, grouping: what the page wants to remember.
             * @default {}
             */
            shown: {
                [key: string]: string | string[];
            };
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * SavedViewChanges
         * @description What may change of a view.
         */
        SavedViewChanges: {
            /** Description */
            description?: string | null;
            /** Filter */
            filter?: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"] | null;
            /** Name */
            name?: string | null;
            /** Shown */
            shown?: {
                [key: string]: string | string[];
            } | null;
        };
        /**
         * SavedViewRequest
         * @description A view to save: a filter with a name, for everybody in the project.
         */
        SavedViewRequest: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Level
             * @default interactions
             * @enum {string}
             */
            level: "interactions" | "episodes";
            /** Name */
            name: string;
            /**
             * Shown
             * @description Columns, order, grouping: what the page wants to remember.
             * @default {}
             */
            shown: {
                [key: string]: string | string[];
            };
        };
        /**
         * ScenarioKinds
         * @description Scenarios of chosen kinds, which an env draws by their tags.
         */
        ScenarioKinds: {
            /**
             * Scenarios
             * @description How many.
             */
            scenarios: number;
            /**
             * Start
             * @description How many of the split's numbers to pass over first.
             * @default 0
             */
            start: number;
            /**
             * Tags
             * @description What they are: the values of each tag take turns, e.g. `intent`: emergency, reorder.
             */
            tags: {
                [key: string]: string[];
            };
        };
        /**
         * Secret
         * @description A token or password for another system, kept encrypted; its value is never told.
         */
        Secret: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * SecretValue
         * @description The value of a secret.
         */
        SecretValue: {
            /**
             * Value
             * Format: password
             */
            value: string;
        };
        /**
         * Series
         * @description Points in the order of time.
         */
        Series: {
            /** Points */
            points: components["schemas"]["SeriesPoint"][];
            /**
             * Span
             * @enum {string}
             */
            span: "hour" | "day";
        };
        /**
         * SeriesPoint
         * @description One hour or day; spans in which nothing happened are left out.
         *
         *     Attributes:
         *         split: value of the field that was split by; "" without one.
         *         errors: interactions without an answer, or with a part of one.
         *         latency_ms, first_token_ms: means; their percentiles are read from histograms and off by at most 5 %.
         */
        SeriesPoint: {
            /** Cost Usd */
            cost_usd: number;
            /** Count */
            count: number;
            /** Errors */
            errors: number;
            /** First Token Ms */
            first_token_ms: number | null;
            /** First Token P50 Ms */
            first_token_p50_ms: number | null;
            /** First Token P95 Ms */
            first_token_p95_ms: number | null;
            /** Input Tokens */
            input_tokens: number;
            /** Latency Ms */
            latency_ms: number | null;
            /** Latency P50 Ms */
            latency_p50_ms: number | null;
            /** Latency P95 Ms */
            latency_p95_ms: number | null;
            /** Latency P99 Ms */
            latency_p99_ms: number | null;
            /** Output Tokens */
            output_tokens: number;
            /** Split */
            split: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
        };
        /**
         * SeriesQuery
         * @description How it went over time.
         */
        SeriesQuery: {
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Filter
             * @default {
             *       "all": []
             *     }
             */
            filter: components["schemas"]["Condition"] | components["schemas"]["AllOf-Input"] | components["schemas"]["AnyOf-Input"] | components["schemas"]["NoneOf-Input"];
            /**
             * Span
             * @default hour
             * @enum {string}
             */
            span: "hour" | "day";
            /** Split */
            split?: ("alias" | "deployment" | "status") | null;
            /**
             * Start
             * Format: date-time
             * @description With a time zone; the hour or day that it is in is the first.
             */
            start: string;
        };
        /**
         * ServiceAccount
         * @description A program that acts in one project, with keys of its own.
         */
        ServiceAccount: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Project */
            project: string;
            /** Role */
            role: string;
        };
        /**
         * ServiceChanges
         * @description What to change of a service account.
         */
        ServiceChanges: {
            /** Disabled */
            disabled?: boolean | null;
            /** Role */
            role?: string | null;
        };
        /**
         * Share
         * @description A part of an alias's traffic. An episode stays with the deployment that it began with.
         */
        Share: {
            /**
             * Deployment
             * @description Name or id.
             */
            deployment: string;
            /**
             * Weight
             * @description Relative to the other shares.
             * @default 1
             */
            weight: number;
        };
        /**
         * SignedIn
         * @description Who asks, and what they may.
         *
         *     Attributes:
         *         kind, id, name, email: of the user, service account or run.
         *         via: `session` for a browser's, `key` for an API key, `token` for that of a run.
         *         role: on the whole installation.
         *         permissions: on the whole installation; those of a project are told with the project.
         *         holds: all that they may somewhere: the most that a key of theirs can have as scopes.
         *         csrf: what a browser sends as `X-CSRF-Token` with every change; empty for a key.
         *         project: the only project that the key opens.
         */
        SignedIn: {
            /**
             * Csrf
             * @default
             */
            csrf: string;
            /** Email */
            email: string;
            /** Expires At */
            expires_at?: string | null;
            /**
             * Holds
             * @default []
             */
            holds: string[];
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "user" | "service" | "run";
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
            /** Project */
            project?: string | null;
            /** Role */
            role: string | null;
            /**
             * Via
             * @enum {string}
             */
            via: "session" | "key" | "token";
        };
        /**
         * SourceRule
         * @description How much of what a source says counts.
         *
         *     A rule for one source is stronger than one for all of its kind. Events without a source's id are nobody's, and fall under no rule
         *     but one for the empty id.
         */
        SourceRule: {
            /**
             * Id
             * @description Of the source; `*`: each of this kind.
             * @default *
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "person" | "judge" | "system" | "implicit" | "outcome";
            /**
             * Most Per Hour
             * @description Events that count in an hour by the clock, the first ones; those beyond are kept, and do not.
             */
            most_per_hour?: number | null;
            /**
             * Trust
             * @description Weight of its values in means and rates.
             * @default 1
             */
            trust: number;
        };
        /**
         * SourceShare
         * @description What one source has said of a metric, and its part in the figures: to look at before anything is trained on it.
         *
         *     Attributes:
         *         events: all of its events.
         *         counts: those that count.
         *         capped, aside, overridden: those that do not, and why; `aside`: the value is none of the metric.
         *         mean: of its values that count, where they are numbers.
         *         share: of the weight of all sources.
         */
        SourceShare: {
            /** Aside */
            aside: number;
            /** Capped */
            capped: number;
            /** Counts */
            counts: number;
            /** Events */
            events: number;
            /** Mean */
            mean: number | null;
            /** Metric */
            metric: string;
            /** Overridden */
            overridden: number;
            /** Share */
            share: number;
            source: components["schemas"]["FeedbackSource"];
            /** Trust */
            trust: number;
        };
        /**
         * Splits
         * @description How episodes are divided. An episode is always in the same split, whatever dataset it gets into.
         */
        Splits: {
            /**
             * Dev
             * @default 0.1
             */
            dev: number;
            /**
             * Test
             * @default 0.1
             */
            test: number;
            /**
             * Train
             * @default 0.8
             */
            train: number;
        };
        /**
         * Team
         * @description A team: its members have their role in it on every project of the team. `permissions` are those of who asks.
         */
        Team: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Permissions
             * @default []
             */
            permissions: string[];
        };
        /**
         * TeamChanges
         * @description What to change of a team.
         */
        TeamChanges: {
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * TokenPrices
         * @description What a million tokens cost, in US dollars.
         */
        TokenPrices: {
            /**
             * Cached Input Usd
             * @description A million cached tokens of input; by default as others.
             */
            cached_input_usd?: number | null;
            /**
             * Input Usd
             * @description A million tokens of input.
             */
            input_usd: number;
            /**
             * Output Usd
             * @description A million tokens of output.
             */
            output_usd: number;
        };
        /**
         * Usage
         * @description Tokens of one interaction; None where the upstream did not tell.
         */
        Usage: {
            /** Cached Tokens */
            cached_tokens?: number | null;
            /** Input Tokens */
            input_tokens?: number | null;
            /** Output Tokens */
            output_tokens?: number | null;
        };
        /**
         * User
         * @description A person. `role` is held on the whole installation; None where there are only roles on projects and teams.
         */
        User: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /** Last Login At */
            last_login_at: string | null;
            /** Name */
            name: string;
            /** Role */
            role: string | null;
        };
        /**
         * UserChanges
         * @description What to change of a user. A `role` of null takes the installation's role away.
         */
        UserChanges: {
            /** Disabled */
            disabled?: boolean | null;
            /** Name */
            name?: string | null;
            /** Role */
            role?: string | null;
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
    list_events: {
        parameters: {
            query?: {
                /** @description Id of who did it. */
                actor?: string | null;
                /** @description What was done, e.g. key.create. */
                action?: string | null;
                /** @description Id of what it was done to. */
                target?: string | null;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: number | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEvent_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_events: {
        parameters: {
            query?: {
                /** @description Only events after this sequence: where the last export ended. */
                since?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event a line, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": unknown;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    verify_events: {
        parameters: {
            query?: {
                /** @description An event that was noted earlier, elsewhere … */
                sequence?: number | null;
                /** @description … and its digest: the log must still hold it. */
                digest?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_gateway: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayAddress"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKey_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rotate_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: {
                archived?: boolean;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Project_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_project: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_aliases: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Alias_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of an alias. */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of an alias. */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_alias: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of an alias. */
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_alias_versions: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: number | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of an alias. */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AliasVersion_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    roll_back_alias: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of an alias. */
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasRollback"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    archive_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_project_events: {
        parameters: {
            query?: {
                /** @description Id of who did it. */
                actor?: string | null;
                /** @description What was done, e.g. key.create. */
                action?: string | null;
                /** @description Id of what it was done to. */
                target?: string | null;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: number | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEvent_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_project_events: {
        parameters: {
            query?: {
                /** @description Only events after this sequence: where the last export ended. */
                since?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event a line, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": unknown;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description A chat completion; or, as `stream` asks for it, its chunks as server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": string;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_datasets: {
        parameters: {
            query?: {
                archived?: boolean;
                /** @description The versions of this one. */
                name?: string | null;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Dataset_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    build_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetFromRecord"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetFromRecord"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPreview"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    archive_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    download_dataset: {
        parameters: {
            query?: {
                /** @description Of the file. */
                format?: "jsonl" | "parquet" | "csv";
                /** @description The examples of this split alone. */
                split?: ("train" | "dev" | "test") | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The examples. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "application/vnd.apache.parquet": string;
                    "text/csv": string;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_dataset_origins: {
        parameters: {
            query?: {
                /** @description Cursor: rows after this `seq`. Oldest come first. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExampleOrigin"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_dataset_uses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a dataset, `name@2`, or a name, which means its newest version. */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetUse"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_deployments: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Deployment_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_deployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_deployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_deployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_deployment: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_deployment_logs: {
        parameters: {
            query?: {
                /** @description How many of the last lines of each replica. */
                lines?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplicaLog"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    start_deployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stop_deployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a deployment. */
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_envs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Env"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_episodes: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EpisodeRow_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    count_episodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EpisodeQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    query_episodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EpisodeQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EpisodeRow_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_episode: {
        parameters: {
            query?: {
                /** @description How many of its interactions, the first ones. */
                parts?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an episode: the app's own, or one of ours. It may have slashes. */
                episode: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EpisodeDetail"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_outcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an episode. */
                episode: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EpisodeOutcome"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    tell_outcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an episode. */
                episode: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EpisodeOutcome"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_feedback: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
                /** @description Of this metric. */
                metric?: string | null;
                /** @description Of sources of this kind. */
                source_kind?: ("person" | "judge" | "system" | "implicit" | "outcome") | null;
                /** @description Of this source. */
                source_id?: string | null;
                /** @description Whether it waits for its target. */
                parked?: boolean | null;
                /** @description Whether it enters figures. */
                counts?: boolean | null;
                /** @description Whether its value is none of its metric. */
                aside?: boolean | null;
                /** @description Given to this interaction. */
                target_interaction?: string | null;
                /** @description Given to this episode. */
                target_episode?: string | null;
                /** @description Given to this business key, `order:W123`. */
                target_key?: string | null;
                /** @description Joined to this interaction. */
                interaction?: string | null;
                /** @description Joined to this episode, or to one of its interactions. */
                episode?: string | null;
                /** @description Given at this moment, or later. */
                since?: string | null;
                /** @description Given before this moment. */
                until?: string | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Feedback_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    give_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    give_feedback_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackBatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackTaken"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    count_feedback: {
        parameters: {
            query?: {
                /** @description Of this metric. */
                metric?: string | null;
                /** @description Of sources of this kind. */
                source_kind?: ("person" | "judge" | "system" | "implicit" | "outcome") | null;
                /** @description Of this source. */
                source_id?: string | null;
                /** @description Whether it waits for its target. */
                parked?: boolean | null;
                /** @description Whether it enters figures. */
                counts?: boolean | null;
                /** @description Whether its value is none of its metric. */
                aside?: boolean | null;
                /** @description Given to this interaction. */
                target_interaction?: string | null;
                /** @description Given to this episode. */
                target_episode?: string | null;
                /** @description Given to this business key, `order:W123`. */
                target_key?: string | null;
                /** @description Joined to this interaction. */
                interaction?: string | null;
                /** @description Joined to this episode, or to one of its interactions. */
                episode?: string | null;
                /** @description Given at this moment, or later. */
                since?: string | null;
                /** @description Given before this moment. */
                until?: string | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackCounts"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an event, its sender's own. */
                feedback: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_feedback_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an event, its sender's own. */
                feedback: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retract_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an event, its sender's own. */
                feedback: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retraction"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_interactions: {
        parameters: {
            query?: {
                alias?: string | null;
                deployment?: string | null;
                status?: ("ok" | "error" | "partial" | "closed") | null;
                episode?: string | null;
                /** @description That the answer called. */
                tool?: string | null;
                end_user?: string | null;
                /** @description With all of these tags, `name=value`. */
                tag?: string[];
                /** @description Of this thing of the business, `order:W123`. */
                key?: string | null;
                /** @description Words that it has: all of them, "side by side", begin*, -without. */
                text?: string | null;
                start?: string | null;
                end?: string | null;
                /** @description How many at most. */
                limit?: number;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InteractionRow_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Import"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    costs_of_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CostQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Costs"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    count_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportQuery"];
            };
        };
        responses: {
            /** @description JSON lines, or a Parquet file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    facet_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FacetQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    group_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    query_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InteractionQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InteractionRow_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    series_of_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesQuery"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of an interaction. */
                interaction: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interaction"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_project_keys: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKey_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_project_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rotate_service_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_kpis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kpi"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    define_kpi: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KpiRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kpi"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_kpi: {
        parameters: {
            query?: {
                /** @description Of episodes that began at this moment or later. */
                since?: string | null;
                /** @description Of episodes that began before this moment. */
                until?: string | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KpiRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KpiReport"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_kpi: {
        parameters: {
            query?: {
                /** @description Of episodes that began at this moment or later. */
                since?: string | null;
                /** @description Of episodes that began before this moment. */
                until?: string | null;
                /** @description A figure for each, in UTC. */
                every?: ("hour" | "day") | null;
                /** @description A figure for each, by that of an episode's last interaction. */
                by?: ("alias" | "deployment") | null;
                /** @description Of this alias alone. */
                alias?: string | null;
                /** @description Of this deployment alone. */
                deployment?: string | null;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a KPI. */
                kpi: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KpiReport"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_kpi: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a KPI. */
                kpi: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_project_lineage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_metrics: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Metric_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    declare_metric: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetricRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_metric: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a metric. */
                metric: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forget_metric: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a metric. */
                metric: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                archived?: boolean;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RegisteredModel_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_model: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    archive_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    roll_back_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_model_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
                /** @description Number of a version. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_model_files: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
                /** @description Number of a version. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFile"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    download_model_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
                /** @description Number of a version. */
                number: number;
                /** @description Path of a file of the version. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_model_lineage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a model. */
                model: string;
                /** @description Number of a version. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_price_lists: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_price_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a price list. */
                prices: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceListRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_price_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a price list. */
                prices: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_quotas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_quota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_quota: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only where there is nothing of that name yet. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Limit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_quota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_recipes: {
        parameters: {
            query?: {
                archived?: boolean;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    publish_recipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecipeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_recipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a recipe; of a published one also `name@2`, or its id. */
                recipe: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    archive_recipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a recipe; of a published one also `name@2`, or its id. */
                recipe: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_recipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a recipe; of a published one also `name@2`, or its id. */
                recipe: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_recipe_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a recipe; of a published one also `name@2`, or its id. */
                recipe: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_retention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_retention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retention"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    count_runs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                /** @description In one of these. */
                status?: ("queued" | "leased" | "running" | "paused" | "succeeded" | "failed" | "cancelled")[];
                /** @description Of this recipe. */
                recipe?: string | null;
                /** @description With all of these tags, `key=value`. */
                tag?: string[];
                /** @description Copies of this run. */
                parent?: string | null;
                /** @description In whose name it occurs, or whose id begins with it. */
                text?: string | null;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunView_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asking again with the same key gives the run that was made the first time. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_ancestors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_attempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAttempt"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_checkpoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCheckpoint"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    clone_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asking again with the same key gives the run that was made the first time. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_episodes: {
        parameters: {
            query?: {
                /** @description Cursor: rows after this `seq`. Oldest come first. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
                last?: boolean;
                brief?: boolean;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunEpisode_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_run_episode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
                /** @description Number of a row. */
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunEpisode"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_events: {
        parameters: {
            query?: {
                /** @description Cursor: rows after this `seq`. Oldest come first. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunEventRecord_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_logs: {
        parameters: {
            query?: {
                /** @description Cursor: rows after this `seq`. Oldest come first. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
                last?: boolean;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunLogLine_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_run_metrics: {
        parameters: {
            query?: {
                /** @description Cursor: rows after this `seq`. Oldest come first. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunMetrics_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pause_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resume_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retry_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asking again with the same key gives the run that was made the first time. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stream_run: {
        parameters: {
            query?: {
                /** @description Only what happened after this number. */
                after?: number;
            };
            header?: {
                /** @description Sent by browsers that reconnect. */
                "Last-Event-ID"?: string | null;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_secrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a secret. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretValue"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Name of a secret. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_services: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ServiceAccount_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewService"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a service account. */
                service: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a service account. */
                service: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a service account. */
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_service_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a service account. */
                service: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_service_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a service account. */
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedKey"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_source_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRule"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_source_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceRule"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRule"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_source_rule: {
        parameters: {
            query: {
                /** @description Of the source. */
                kind: "person" | "judge" | "system" | "implicit" | "outcome";
                /** @description Of the source; `*`: the rule for each of this kind. */
                id?: string;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_sources: {
        parameters: {
            query?: {
                /** @description Of this metric alone. */
                metric?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceShare"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_project_teams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectTeam"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    share_with_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectTeam"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stop_sharing_with_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_views: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SavedView_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedViewRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a view. */
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a view. */
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a project. */
                project: string;
                /** @description Id of a view. */
                view: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedViewChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a role. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_role: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only where there is nothing of that name yet. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description Name of a role. */
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleContent"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a role. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_run_form: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunForm"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    who_am_i: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    finish_provider_login: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go next. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    start_provider_login: {
        parameters: {
            query?: {
                /** @description Path of the page to go to afterwards. */
                then?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go next. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_login_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginWays"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_teams: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Team_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeam"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_team_groups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupRole"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_team_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description Name of a group, as the provider calls it. */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupRole"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_team_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description Name of a group, as the provider calls it. */
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_team_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_team_projects: {
        parameters: {
            query?: {
                archived?: boolean;
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Project_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_quotas_of_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"][];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_quota_of_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_quota_of_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only where there is nothing of that name yet. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Limit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaState"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_quota_of_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or name of a team. */
                team: string;
                /** @description What is limited. */
                kind: "requests" | "tokens" | "cost_usd" | "run_hours";
                /** @description In which time, in UTC. */
                period: "minute" | "hour" | "day" | "month";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before. Newest come first. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User_"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeUser"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what the change was made from; `*`, or nothing, for whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or e-mail address of a user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetPassword"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    is_alive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    is_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What is wrong with the request, and the way out. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description What failed on the server, and the way out. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
