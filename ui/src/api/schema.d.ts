// Types of the API, made from its OpenAPI document by `npm run schema`. Not edited by hand.

export interface paths {
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Me */
        get: operations["me_api_v1_session_get"];
        put?: never;
        /** Login */
        post: operations["login_api_v1_session_post"];
        /** Logout */
        delete: operations["logout_api_v1_session_delete"];
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
        /** Projects */
        get: operations["projects_api_v1_projects_get"];
        put?: never;
        /** Make */
        post: operations["make_api_v1_projects_post"];
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
        /** Runs */
        get: operations["runs_api_v1_projects__project__runs_get"];
        put?: never;
        /** Create */
        post: operations["create_api_v1_projects__project__runs_post"];
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
        /** Run */
        get: operations["run__api_v1_projects__project__runs__run__get"];
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
        /** Pause */
        post: operations["pause_api_v1_projects__project__runs__run__pause_post"];
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
        /** Resume */
        post: operations["resume_api_v1_projects__project__runs__run__resume_post"];
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
        /** Cancel */
        post: operations["cancel_api_v1_projects__project__runs__run__cancel_post"];
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
        /** Ms */
        get: operations["ms_api_v1_projects__project__runs__run__metrics_get"];
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
        /** Logs */
        get: operations["logs_api_v1_projects__project__runs__run__logs_get"];
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
        /** Events */
        get: operations["events_api_v1_projects__project__runs__run__events_get"];
        put?: never;
        post?: never;
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
        /** Eps */
        get: operations["eps_api_v1_projects__project__runs__run__episodes_get"];
        put?: never;
        post?: never;
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
        /** Cks */
        get: operations["cks_api_v1_projects__project__runs__run__checkpoints_get"];
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
        /** Atts */
        get: operations["atts_api_v1_projects__project__runs__run__attempts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/runs/{run}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Load */
        get: operations["load_api_v1_projects__project__runs__run__load_get"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** Recipes */
        get: operations["recipes_api_v1_projects__project__recipes_get"];
        put?: never;
        post?: never;
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
        /** Envs */
        get: operations["envs_api_v1_projects__project__envs_get"];
        put?: never;
        post?: never;
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
        /** Dsets */
        get: operations["dsets_api_v1_projects__project__datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** Models */
        get: operations["models_api_v1_projects__project__models_get"];
        put?: never;
        post?: never;
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
        /** Model */
        get: operations["model_api_v1_projects__project__models__model__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/models/{model}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions */
        get: operations["versions_api_v1_projects__project__models__model__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** Lineage */
        get: operations["lineage_api_v1_projects__project__lineage_get"];
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
        /** Members */
        get: operations["members_api_v1_projects__project__members_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Roles */
        get: operations["roles_api_v1_roles_get"];
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
        /** Keys */
        get: operations["keys_api_v1_projects__project__keys_get"];
        put?: never;
        /** Mint */
        post: operations["mint_api_v1_projects__project__keys_post"];
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
        /** Audit */
        get: operations["audit_api_v1_projects__project__audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify */
        get: operations["verify_api_v1_projects__project__audit_verify_get"];
        put?: never;
        post?: never;
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
        /** Stream */
        get: operations["stream_api_v1_projects__project__runs__run__stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Page */
        get: operations["page__path__get"];
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
            /** Metric */
            metric: string;
            /** Below */
            below?: number | null;
            /** Above */
            above?: number | null;
            /**
             * Steps
             * @default 3
             */
            steps: number;
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
            /** Id */
            id: string;
            /** Owner */
            owner: string;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
            /** Scopes */
            scopes: string[];
            /** Project */
            project: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Expires At */
            expires_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Rotated To */
            rotated_to: string | null;
            /** Grace Until */
            grace_until: string | null;
        };
        /**
         * AuditEvent
         * @description One thing that somebody did. Each event's digest covers it and the digest of the one before.
         */
        AuditEvent: {
            /** Sequence */
            sequence: number;
            /** Id */
            id: string;
            /** Project */
            project: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Actor */
            actor: string;
            /** Action */
            action: string;
            /** Target */
            target: string;
            /** Request Id */
            request_id: string;
            /** Address */
            address: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Previous */
            previous: string;
            /** Digest */
            digest: string;
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
            /** Whole */
            whole: boolean;
            /** Events */
            events: number;
            /** Head */
            head: string;
            /** Broken At */
            broken_at?: number | null;
            /**
             * Message
             * @default
             */
            message: string;
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
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Digest */
            digest: string;
            /** Longest */
            longest?: number | null;
        };
        /**
         * EnvRef
         * @description The env to play in, by the name of one that is registered, and which of its scenarios.
         */
        EnvRef: {
            /**
             * Name
             * @description Name of a registered env, e.g. supply_desk.
             */
            name: string;
            /**
             * Split
             * @description Which scenarios to train on; by default the env's own choice.
             */
            split?: string | null;
            /**
             * Scenarios
             * @description How many scenarios at most.
             */
            scenarios?: number | null;
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
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * KeyRequest
         * @description What a new key should be able to do.
         */
        KeyRequest: {
            /** Name */
            name: string;
            /**
             * Scopes
             * @description Permissions; those that its maker has, or fewer.
             */
            scopes: string[];
            /**
             * Project
             * @description The only project that it opens; by default all of its owner's.
             */
            project?: string | null;
            /**
             * Days
             * @description Days until it expires; null never, where its maker's right has no end either.
             * @default 90
             */
            days: number | null;
        };
        /** LoadView */
        LoadView: {
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Cores */
            cores: number;
            /** Memory Gb */
            memory_gb: number;
            /** Gpu */
            gpu?: number | null;
            /** Gpu Memory Gb */
            gpu_memory_gb?: number | null;
        };
        /** Login */
        Login: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /**
         * Member
         * @description A user with a role on a project or in a team.
         */
        Member: {
            /** User */
            user: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
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
         * ModelRef
         * @description The weights to start from.
         *
         *     Attributes:
         *         id: of the registry (`model_…`), or `tiny` for the embedded model.
         *         name: what people called it when the run was made.
         *         digest: SHA-256 of its manifest. The worker refuses other weights.
         */
        ModelRef: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Digest */
            digest: string;
        };
        /** ModelVersion */
        ModelVersion: {
            /** Id */
            id: string;
            /** Model */
            model: string;
            /** Number */
            number: number;
            /** Kind */
            kind: string;
            /** Status */
            status: string;
            /**
             * Message
             * @default
             */
            message: string;
            /** Url */
            url: string;
            /** Digest */
            digest: string | null;
            /** Bytes */
            bytes: number | null;
            /** Parameters */
            parameters: number | null;
            /**
             * Licence
             * @default
             */
            licence: string;
            /** Source */
            source: {
                [key: string]: unknown;
            };
            /** Architecture */
            architecture: {
                [key: string]: unknown;
            };
            /** Run */
            run?: string | null;
            /** Checkpoint */
            checkpoint?: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Parents
             * @default []
             */
            parents: {
                [key: string]: string;
            }[];
        };
        /** ModelView */
        ModelView: {
            /** Id */
            id: string;
            /** Project */
            project: string;
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /** Current */
            current: number | null;
            /** Previous */
            previous: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Archived At */
            archived_at?: string | null;
            version?: components["schemas"]["ModelVersion"] | null;
        };
        /** Page[ApiKey] */
        Page_ApiKey_: {
            /** Items */
            items: components["schemas"]["ApiKey"][];
            /** Next */
            next?: string | null;
        };
        /** Page[AuditEvent] */
        Page_AuditEvent_: {
            /** Items */
            items: components["schemas"]["AuditEvent"][];
            /** Next */
            next?: string | null;
        };
        /** Page[LoadView] */
        Page_LoadView_: {
            /** Items */
            items: components["schemas"]["LoadView"][];
            /** Next */
            next?: string | null;
        };
        /** Page[Member] */
        Page_Member_: {
            /** Items */
            items: components["schemas"]["Member"][];
            /** Next */
            next?: string | null;
        };
        /** Page[ModelVersion] */
        Page_ModelVersion_: {
            /** Items */
            items: components["schemas"]["ModelVersion"][];
            /** Next */
            next?: string | null;
        };
        /** Page[ModelView] */
        Page_ModelView_: {
            /** Items */
            items: components["schemas"]["ModelView"][];
            /** Next */
            next?: string | null;
        };
        /** Page[Project] */
        Page_Project_: {
            /** Items */
            items: components["schemas"]["Project"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RecipeView] */
        Page_RecipeView_: {
            /** Items */
            items: components["schemas"]["RecipeView"][];
            /** Next */
            next?: string | null;
        };
        /** Page[Role] */
        Page_Role_: {
            /** Items */
            items: components["schemas"]["Role"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunAttempt] */
        Page_RunAttempt_: {
            /** Items */
            items: components["schemas"]["RunAttempt"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunCheckpoint] */
        Page_RunCheckpoint_: {
            /** Items */
            items: components["schemas"]["RunCheckpoint"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunEpisode] */
        Page_RunEpisode_: {
            /** Items */
            items: components["schemas"]["RunEpisode"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunEventRecord] */
        Page_RunEventRecord_: {
            /** Items */
            items: components["schemas"]["RunEventRecord"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunLogLine] */
        Page_RunLogLine_: {
            /** Items */
            items: components["schemas"]["RunLogLine"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunMetrics] */
        Page_RunMetrics_: {
            /** Items */
            items: components["schemas"]["RunMetrics"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunView] */
        Page_RunView_: {
            /** Items */
            items: components["schemas"]["RunView"][];
            /** Next */
            next?: string | null;
        };
        /** Page[dict] */
        Page_dict_: {
            /** Items */
            items: {
                [key: string]: unknown;
            }[];
            /** Next */
            next?: string | null;
        };
        /** Page[str] */
        Page_str_: {
            /** Items */
            items: string[];
            /** Next */
            next?: string | null;
        };
        /**
         * Project
         * @description A project: what everything belongs to. `permissions` are those of who asks.
         */
        Project: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Description */
            description: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Archived At */
            archived_at: string | null;
            /**
             * Permissions
             * @default []
             */
            permissions: string[];
        };
        /** ProjectRequest */
        ProjectRequest: {
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /** Team */
            team?: string | null;
        };
        /** RecipeView */
        RecipeView: {
            /** Name */
            name: string;
            /**
             * Version
             * @default 0
             */
            version: number;
            /** Hash */
            hash: string;
            /** Caption */
            caption: string;
            /** Needs */
            needs: string[];
            /** Config Schema */
            config_schema: {
                [key: string]: unknown;
            };
            /**
             * Builtin
             * @default true
             */
            builtin: boolean;
        };
        /**
         * Resources
         * @description What a run holds while a worker has it.
         */
        Resources: {
            /**
             * Cores
             * @description Cores; without GPUs also the number of the engine's rank processes.
             * @default 1
             */
            cores: number;
            /**
             * Memory Gb
             * @description Memory in GB; by default what the worker estimates.
             */
            memory_gb?: number | null;
            /**
             * Gpus
             * @description GPUs, one rank process on each.
             * @default 0
             */
            gpus: number;
        };
        /**
         * Role
         * @description A set of permissions with a name.
         */
        Role: {
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Builtin
             * @default false
             */
            builtin: boolean;
        };
        /**
         * RunAttempt
         * @description One worker's go at a run, with the environment that it ran in.
         */
        RunAttempt: {
            /** Number */
            number: number;
            /** Worker */
            worker: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Ended At */
            ended_at?: string | null;
            /**
             * Outcome
             * @default
             */
            outcome: string;
            /** Environment */
            environment?: {
                [key: string]: unknown;
            };
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
            /** Id */
            id: string;
            /** Run */
            run: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Step */
            step: number;
            /** Url */
            url: string;
            /** Digest */
            digest: string;
            /** Bytes */
            bytes: number;
            /**
             * Final
             * @default false
             */
            final: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * RunEpisode
         * @description An example episode that a run kept: `episode` is a `burnish.Episode` without its tokens.
         */
        RunEpisode: {
            /** Seq */
            seq: number;
            /** Step */
            step: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Scenario */
            scenario: string;
            /** Reward */
            reward: number | null;
            /** Stop */
            stop: string;
            /** Episode */
            episode: {
                [key: string]: unknown;
            };
        };
        /**
         * RunEventRecord
         * @description One thing that happened to a run: queued, leased, started, resumed, checkpoint, evaluated, notice, lost, paused, succeeded …
         */
        RunEventRecord: {
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attempt */
            attempt: number;
            /** Kind */
            kind: string;
            /**
             * Message
             * @default
             */
            message: string;
            /** Details */
            details?: {
                [key: string]: unknown;
            };
        };
        /**
         * RunLogLine
         * @description One line that a run, or its worker, said.
         */
        RunLogLine: {
            /** Seq */
            seq: number;
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
            /** Text */
            text: string;
        };
        /**
         * RunMetrics
         * @description Numbers of one step of a run. `seq` rises by order of writing; a page goes on after the last one it saw.
         */
        RunMetrics: {
            /** Seq */
            seq: number;
            /**
             * Loop
             * @default 0
             */
            loop: number;
            /** Step */
            step: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
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
             * Checkpoint Every
             * @description Steps between checkpoints.
             * @default 20
             */
            checkpoint_every: number;
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
             * Alarms
             * @description Limits on logged metrics that stop the run, e.g. reward<0.1@5,kl>2.
             * @default []
             */
            alarms: components["schemas"]["Alarm"][];
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
             * Recipe
             * @description Name of a recipe.
             */
            recipe: string;
            /**
             * Name
             * @description What to call the run; by default the recipe's name and a number.
             */
            name?: string | null;
            /**
             * Config
             * @description Fields of the recipe's config; the rest keep their defaults.
             */
            config?: {
                [key: string]: unknown;
            };
            /**
             * Model
             * @description Id or name of a model of the project; `tiny` is the embedded one.
             * @default tiny
             */
            model: string;
            /** @description The env to play in, if the recipe needs one. */
            env?: components["schemas"]["EnvRef"] | null;
            /**
             * Dataset
             * @description Id or name of a dataset of the project, if the recipe needs examples.
             */
            dataset?: string | null;
            /**
             * Longest
             * @description Most tokens of an example; longer ones are cut at a turn.
             */
            longest?: number | null;
            /**
             * Seed
             * @description Of everything random.
             * @default 0
             */
            seed: number;
            /**
             * @description Checkpoints, budgets, alarms, early stopping.
             * @default {
             *       "checkpoint_every": 20,
             *       "keep_checkpoints": 2,
             *       "alarms": [],
             *       "evaluate_every": 0,
             *       "evaluate_metric": "reward",
             *       "patience": 3
             *     }
             */
            options: components["schemas"]["RunOptions"];
            /**
             * @description What a worker must have free.
             * @default {
             *       "cores": 1,
             *       "gpus": 0
             *     }
             */
            resources: components["schemas"]["Resources"];
            /**
             * Priority
             * @description Higher ones are started first.
             * @default 0
             */
            priority: number;
            /**
             * Max Attempts
             * @description Workers that may die on it before it fails as lost.
             * @default 3
             */
            max_attempts: number;
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
         *         config: the recipe's config with every default filled in.
         *         model, env, dataset: inputs with their digests; env or dataset where the recipe needs them.
         *         seed: of everything random.
         *         options: checkpoints, budgets, alarms, early stopping.
         *         resources: what a worker must have free.
         *         version, commit: of Burnish when the run was made; the commit is empty where it does not run from a checkout.
         */
        RunSpec: {
            /** Recipe */
            recipe: string;
            /** Recipe Hash */
            recipe_hash: string;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            model: components["schemas"]["ModelRef"];
            env?: components["schemas"]["EnvRef"] | null;
            dataset?: components["schemas"]["DatasetRef"] | null;
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /**
             * @default {
             *       "checkpoint_every": 20,
             *       "keep_checkpoints": 2,
             *       "alarms": [],
             *       "evaluate_every": 0,
             *       "evaluate_metric": "reward",
             *       "patience": 3
             *     }
             */
            options: components["schemas"]["RunOptions"];
            /**
             * @default {
             *       "cores": 1,
             *       "gpus": 0
             *     }
             */
            resources: components["schemas"]["Resources"];
            /**
             * Version
             * @default
             */
            version: string;
            /**
             * Commit
             * @default
             */
            commit: string;
        };
        /**
         * RunView
         * @description A run as it is told: by the API, the SDK, the command line and the page.
         *
         *     Attributes:
         *         status: see RunStatus; `wanted` is what people asked for since.
         *         failure, message: why it failed, as a code and in words; a message can also say why it ended early and well.
         *         step, steps: done, out of how many in the recipe's present loop.
         *         attempt: how many workers began it.
         *         worker: who has the lease, until `lease_until`; empty if nobody.
         *         parent: the run that this one was cloned from.
         *         checkpoint: id of the run's final checkpoint, once it has one (`ckpt_…`).
         *         version: rises with every change; the ETag of a run.
         */
        RunView: {
            /** Id */
            id: string;
            /** Project */
            project: string;
            /** Name */
            name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "leased" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
            /**
             * Wanted
             * @default run
             * @enum {string}
             */
            wanted: "run" | "pause" | "cancel";
            /** Failure */
            failure?: ("invalid" | "error" | "diverged" | "alarm" | "out_of_memory" | "disk_full" | "lost") | null;
            /**
             * Message
             * @default
             */
            message: string;
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
            /**
             * Attempt
             * @default 0
             */
            attempt: number;
            /**
             * Max Attempts
             * @default 3
             */
            max_attempts: number;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            spec: components["schemas"]["RunSpec"];
            /** Tags */
            tags?: {
                [key: string]: string;
            };
            /** Parent */
            parent?: string | null;
            /** Checkpoint */
            checkpoint?: string | null;
            /**
             * Worker
             * @default
             */
            worker: string;
            /** Lease Until */
            lease_until?: string | null;
            /** Heartbeat At */
            heartbeat_at?: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Started At */
            started_at?: string | null;
            /** Finished At */
            finished_at?: string | null;
            /**
             * Version
             * @default 1
             */
            version: number;
        };
        /**
         * SignedIn
         * @description Who asks, and what they may.
         *
         *     Attributes:
         *         kind, id, name, email: of the user or service account.
         *         via: `session` for a browser's, `key` for an API key.
         *         role: on the whole installation.
         *         permissions: on the whole installation; those of a project are told with the project.
         *         csrf: what a browser sends as `X-CSRF-Token` with every change; empty for a key.
         *         project: the only project that the key opens.
         */
        SignedIn: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "user" | "service";
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Email */
            email: string;
            /**
             * Via
             * @enum {string}
             */
            via: "session" | "key";
            /** Role */
            role: string | null;
            /** Permissions */
            permissions: string[];
            /**
             * Csrf
             * @default
             */
            csrf: string;
            /** Project */
            project?: string | null;
            /** Expires At */
            expires_at?: string | null;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
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
    me_api_v1_session_get: {
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
        };
    };
    login_api_v1_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    logout_api_v1_session_delete: {
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
        };
    };
    projects_api_v1_projects_get: {
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
                    "application/json": components["schemas"]["Page_Project_"];
                };
            };
        };
    };
    make_api_v1_projects_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectRequest"];
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    runs_api_v1_projects__project__runs_get: {
        parameters: {
            query?: {
                status?: ("queued" | "leased" | "running" | "paused" | "succeeded" | "failed" | "cancelled")[] | null;
                recipe?: string | null;
                text?: string | null;
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_api_v1_projects__project__runs_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    run__api_v1_projects__project__runs__run__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    pause_api_v1_projects__project__runs__run__pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    resume_api_v1_projects__project__runs__run__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancel_api_v1_projects__project__runs__run__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    ms_api_v1_projects__project__runs__run__metrics_get: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    logs_api_v1_projects__project__runs__run__logs_get: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    events_api_v1_projects__project__runs__run__events_get: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    eps_api_v1_projects__project__runs__run__episodes_get: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cks_api_v1_projects__project__runs__run__checkpoints_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
                    "application/json": components["schemas"]["Page_RunCheckpoint_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    atts_api_v1_projects__project__runs__run__attempts_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
                    "application/json": components["schemas"]["Page_RunAttempt_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    load_api_v1_projects__project__runs__run__load_get: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                project: string;
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
                    "application/json": components["schemas"]["Page_LoadView_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    recipes_api_v1_projects__project__recipes_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_RecipeView_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    envs_api_v1_projects__project__envs_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_str_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    dsets_api_v1_projects__project__datasets_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_dict_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    models_api_v1_projects__project__models_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_ModelView_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    model_api_v1_projects__project__models__model__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
                    "application/json": components["schemas"]["ModelView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    versions_api_v1_projects__project__models__model__versions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
                    "application/json": components["schemas"]["Page_ModelVersion_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    lineage_api_v1_projects__project__lineage_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_ModelVersion_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    members_api_v1_projects__project__members_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_Member_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    roles_api_v1_roles_get: {
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
                    "application/json": components["schemas"]["Page_Role_"];
                };
            };
        };
    };
    keys_api_v1_projects__project__keys_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    mint_api_v1_projects__project__keys_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_api_v1_projects__project__audit_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    verify_api_v1_projects__project__audit_verify_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    stream_api_v1_projects__project__runs__run__stream_get: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                project: string;
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
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    page__path__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
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
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
}
