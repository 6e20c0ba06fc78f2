#include "control/private.h"
#include "tls/misbehaviour.h"
#include "tls/thief.h"

#include <gio/gio.h>
#include <string.h>

/* How a run goes on: one transition at a time, in an order that depends on nothing but the run
 * itself. */

static const char *const grain_names[CONTROL_N_GRAINS] = {"event", "message", "phase"};

const char *control_grain_name (ControlGrain grain)
{
    return grain_names[grain];
}

enum { DEFAULT_LATENCY = 20000, STEP_TIME = 1000 }; /* microseconds */

/* ---- Connections ---- */

static void connection_free (gpointer data)
{
    ControlConnection *self = data;
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        tls_party_free (self->party[role]);
        crypto_random_free (self->random[role]);
        tls_config_unref (self->config[role]);
    }
    net_pipe_free (self->pipe);
    g_clear_pointer (&self->twists, g_ptr_array_unref);
    g_free (self);
}

static ControlConnection *add_connection (ControlRun *self, TlsConfig *client, TlsConfig *server,
                                          GPtrArray *twists)
{
    ControlConnection *connection = g_new0 (ControlConnection, 1);
    connection->config[TLS_CLIENT] = tls_config_ref (client);
    connection->config[TLS_SERVER] = tls_config_ref (server);
    connection->twists = twists != NULL ? g_ptr_array_ref (twists) : NULL;
    connection->latency = DEFAULT_LATENCY;
    connection->last = -1;
    g_ptr_array_add (self->connections, connection);
    return connection;
}

static ControlConnection *current (const ControlRun *self)
{
    return g_ptr_array_index (self->connections, self->at);
}

/* With a man in the middle the one that the client is in: it is there from the beginning. */
static ControlConnection *shown (const ControlRun *self)
{
    return g_ptr_array_index (self->connections, self->middle != NULL ? 0 : self->at);
}

static void open_party (ControlRun *self, ControlConnection *connection, TlsRole role)
{
    TlsConfig *config = connection->config[role];
    unsigned number = self->at + 1;
    TlsMemory *memory =
        control_is_attacker (self, number, role) ? self->middle->memory[role] : self->memory[role];
    unsigned drawn = tls_config_misbehaves (config, TLS_REPEAT_RANDOMNESS) ? 1 : number;
    connection->random[role] =
        crypto_random_new (self->seed, drawn, trace_party_name ((TraceParty)role));
    if (self->inject != NULL)
        self->inject (role, connection->random[role], self->inject_data);
    if (config->forgets)
        tls_memory_forget (memory);
    connection->party[role] =
        tls_party_new (config, number, connection->random[role], self->trace, &self->clock);
    tls_party_set_memory (connection->party[role], memory);
}

static void begin_connection (ControlRun *self)
{
    ControlConnection *connection = current (self);
    if (connection->replay > 0)
        trace_set_replayed (self->trace, self->at + 1);
    if (self->at > 0) {
        base_clock_advance (&self->clock, connection->pause);
        trace_begin_connection (self->trace, self->at + 1);
    }
    connection->pipe = net_pipe_new (self->trace, &self->clock, self->at + 1, connection->twists,
                                     connection->latency);
    if (connection->replay == 0)
        open_party (self, connection, TLS_CLIENT);
    open_party (self, connection, TLS_SERVER);
    connection->turn = TLS_CLIENT;
    if (self->at > 0) {
        trace_enter (self->trace, TRACE_NETWORK, self->at + 1, &self->clock);
        trace_emit (self->trace, TRACE_CONNECT);
        trace_leave (self->trace);
    }
    if (connection->replay > 0)
        net_pipe_replay (connection->pipe, connection->replay);
}

/* What a thief would have of the server of connection NUMBER. */
static const CryptoPrivateKey *stolen_key (unsigned number, void *data)
{
    const ControlRun *self = data;
    if (number == 0 || number > self->connections->len)
        return NULL;
    const ControlConnection *connection = g_ptr_array_index (self->connections, number - 1);
    const PkiIdentity *identity = connection->config[TLS_SERVER]->identity;
    return identity != NULL ? pki_identity_key (identity) : NULL;
}

static ControlRun *run_new (const char *seed, int64_t epoch)
{
    ControlRun *self = g_new0 (ControlRun, 1);
    self->trace = trace_new ();
    trace_set_thief (self->trace, tls_thief_work, stolen_key, self);
    self->clock.epoch = epoch;
    self->seed = g_strdup (seed);
    self->connections = g_ptr_array_new_with_free_func (connection_free);
    self->memory[TLS_CLIENT] = tls_memory_new ();
    self->memory[TLS_SERVER] = tls_memory_new ();
    self->breakpoints = g_ptr_array_new_with_free_func (g_free);
    self->cursor = -1;
    return self;
}

ControlRun *control_run_new_with (TlsConfig *client, TlsConfig *server, const char *seed,
                                  int64_t epoch, GPtrArray *twists, ControlInject inject,
                                  void *inject_data)
{
    ControlRun *self = run_new (seed, epoch);
    self->inject = inject;
    self->inject_data = inject_data;
    add_connection (self, client, server, twists);
    begin_connection (self);
    return self;
}

void control_run_add (ControlRun *self, TlsConfig *client, TlsConfig *server, int64_t pause)
{
    add_connection (self, client, server, NULL)->pause = pause;
}

TlsMemory *control_run_memory (ControlRun *self, TlsRole role)
{
    return self->memory[role];
}

static bool add_from (ControlRun *self, Scenario *scenario, GError **error)
{
    g_autoptr (TlsConfig) client = scenario_config (scenario, TLS_CLIENT, error);
    if (client == NULL)
        return false;
    g_autoptr (TlsConfig) server = scenario_config (scenario, TLS_SERVER, error);
    if (server == NULL)
        return false;
    ControlConnection *connection =
        add_connection (self, client, server, scenario_twists (scenario));
    connection->latency = scenario_latency (scenario);
    connection->pause = scenario_pause (scenario);
    connection->replay = scenario_replay (scenario);
    return true;
}

ControlRun *control_run_new (Scenario *scenario, GError **error)
{
    g_autoptr (ControlRun) self = run_new (scenario_seed (scenario), scenario_time (scenario));
    for (unsigned n = 1; n <= scenario_connections (scenario); n++)
        if (!add_from (self, scenario_connection (scenario, n), error))
            return NULL;
    self->scenario = scenario_ref (scenario);
    if (scenario_has_middle (scenario))
        control_set_middle (self);
    begin_connection (self);
    return g_steal_pointer (&self);
}

void control_run_free (ControlRun *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref (self->connections);
    tls_memory_free (self->memory[TLS_CLIENT]);
    tls_memory_free (self->memory[TLS_SERVER]);
    control_middle_free (self->middle);
    trace_free (self->trace);
    g_ptr_array_unref (self->breakpoints);
    g_clear_pointer (&self->scenario, scenario_unref);
    g_free (self->seed);
    g_free (self);
}

void control_run_set_split (ControlRun *self, size_t split)
{
    self->split = split;
}

Trace *control_run_trace (ControlRun *self)
{
    return self->trace;
}

Scenario *control_run_scenario (ControlRun *self)
{
    return self->scenario;
}

TlsParty *control_run_party (ControlRun *self, TlsRole role)
{
    return shown (self)->party[role];
}

/* ---- One transition ---- */

static void collect (ControlConnection *connection, TlsRole role)
{
    int record;
    while ((record = tls_party_take (connection->party[role])) >= 0)
        net_pipe_send (connection->pipe, record);
}

static bool step_party (ControlRun *self, ControlConnection *connection, TlsRole role)
{
    TlsParty *party = connection->party[role];
    if (party == NULL || !tls_party_step (party))
        return false;
    collect (connection, role);
    base_clock_advance (&self->clock, STEP_TIME);
    return true;
}

/* Hands over BYTES in pieces; between them the receiver looks at what it has, if it is reading at
 * all. */
static void feed (ControlRun *self, ControlConnection *connection, TlsRole to, GBytes *bytes,
                  int record)
{
    TlsParty *party = connection->party[to];
    BaseSpan span = base_span_bytes (bytes);
    if (party == NULL)
        return; /* who sends again what he once heard can do nothing with the answer */
    size_t piece = self->split == 0 || self->split == G_MAXSIZE ? span.size : self->split;
    for (size_t at = 0; at < span.size; at += piece) {
        size_t size = MIN (piece, span.size - at);
        tls_party_receive (party, base_span (span.data + at, size), record);
        if (at + size < span.size && tls_party_wait (party) == TLS_WAIT_BYTES)
            step_party (self, connection, to);
    }
}

static void deliver (ControlRun *self, ControlConnection *connection)
{
    TraceParty to;
    int record;
    g_autoptr (GBytes) bytes = net_pipe_deliver (connection->pipe, &to, &record);
    connection->turn = (TlsRole)to;
    if (bytes != NULL)
        feed (self, connection, (TlsRole)to, bytes, record);
}

static bool step_somebody (ControlRun *self, ControlConnection *connection)
{
    if (step_party (self, connection, connection->turn))
        return true;
    TlsRole other = connection->turn == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
    if (!step_party (self, connection, other))
        return false;
    connection->turn = other;
    return true;
}

static bool is_over (const TlsParty *party)
{
    return party == NULL || tls_party_wait (party) == TLS_WAIT_OVER;
}

/* Nobody can move and nothing is in flight: who is left alone hears that the other is gone; two who
 * both wait wait for ever, unless somebody has cut the wire between them. */
static bool wind_up (ControlRun *self, ControlConnection *connection)
{
    TlsParty **party = connection->party;
    bool over[] = {is_over (party[0]), is_over (party[1])};
    if (over[0] && over[1])
        return false;
    if (!over[0] && !over[1] && !net_pipe_is_cut (connection->pipe)) {
        tls_party_stall (party[0]);
        tls_party_stall (party[1]);
        return true;
    }
    TlsRole left = over[0] ? TLS_SERVER : TLS_CLIENT;
    tls_party_receive_end (party[left]);
    if (!step_party (self, connection, left))
        tls_party_stall (party[left]);
    return true;
}

bool control_advance_connection (ControlRun *self, ControlConnection *connection)
{
    bool batch = self->split == G_MAXSIZE;
    TlsParty *client = connection->party[TLS_CLIENT];
    NetPipe *pipe = connection->pipe;
    if (client != NULL && tls_party_hurries (client) && step_party (self, connection, TLS_CLIENT))
        return true;
    if (!batch && net_pipe_in_flight (pipe) && !net_pipe_is_held (pipe)) {
        deliver (self, connection);
        return true;
    }
    if (step_somebody (self, connection))
        return true;
    if (!net_pipe_in_flight (pipe))
        return false;
    do
        deliver (self, connection);
    while (batch && net_pipe_in_flight (pipe));
    return true;
}

bool control_end_connection (ControlRun *self, ControlConnection *connection)
{
    if (wind_up (self, connection) || net_pipe_end (connection->pipe))
        return true;
    if (connection->last < 0)
        connection->last = (int)trace_length (self->trace) - 1;
    return false;
}

bool control_next_connection (ControlRun *self)
{
    if (self->at + 1 == self->connections->len)
        return false;
    self->at++;
    begin_connection (self);
    return true;
}

bool control_advance (ControlRun *self)
{
    if (self->over)
        return false;
    if (self->middle != NULL
            ? control_advance_middle (self)
            : control_advance_connection (self, current (self)) ||
                  control_end_connection (self, current (self)) || control_next_connection (self))
        return true;
    self->over = true;
    return false;
}

void control_run_all (ControlRun *self)
{
    while (control_advance (self))
        ;
}

const char *control_connection_outcome (const ControlConnection *connection)
{
    static const TraceOutcome worst[] = {TRACE_FAILED, TRACE_STALLED, TRACE_TRUNCATED,
                                         TRACE_RUNNING};
    for (unsigned i = 0; i < G_N_ELEMENTS (worst); i++)
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
            const TlsParty *party = connection->party[role];
            if (party != NULL && tls_party_outcome (party) == worst[i])
                return trace_outcome_name (worst[i]);
        }
    return trace_outcome_name (TRACE_ESTABLISHED);
}

const char *control_outcome (ControlRun *self)
{
    return control_connection_outcome (shown (self));
}
