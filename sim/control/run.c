#include "control/private.h"

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

static ControlRun *run_new (TlsConfig *client, TlsConfig *server, const char *seed, int64_t epoch,
                            GPtrArray *twists, int64_t latency, ControlInject inject,
                            void *inject_data)
{
    ControlRun *self = g_new0 (ControlRun, 1);
    TlsConfig *configs[] = {client, server};
    self->trace = trace_new ();
    self->clock.epoch = epoch;
    self->twists = twists != NULL ? g_ptr_array_ref (twists) : NULL;
    self->pipe = net_pipe_new (self->trace, &self->clock, self->twists, latency);
    self->breakpoints = g_ptr_array_new_with_free_func (g_free);
    self->cursor = -1;
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        self->random[role] = base_random_new (seed, 1, trace_party_name ((TraceParty)role));
        if (inject != NULL)
            inject ((TlsRole)role, self->random[role], inject_data);
        self->party[role] =
            tls_party_new (configs[role], 1, self->random[role], self->trace, &self->clock);
    }
    return self;
}

ControlRun *control_run_new_with (TlsConfig *client, TlsConfig *server, const char *seed,
                                  int64_t epoch, GPtrArray *twists, ControlInject inject,
                                  void *inject_data)
{
    return run_new (client, server, seed, epoch, twists, DEFAULT_LATENCY, inject, inject_data);
}

ControlRun *control_run_new (Scenario *scenario, GError **error)
{
    g_autoptr (TlsConfig) client = scenario_config (scenario, TLS_CLIENT, error);
    if (client == NULL)
        return NULL;
    g_autoptr (TlsConfig) server = scenario_config (scenario, TLS_SERVER, error);
    if (server == NULL)
        return NULL;
    ControlRun *self =
        run_new (client, server, scenario_seed (scenario), scenario_time (scenario),
                 scenario_twists (scenario), scenario_latency (scenario), NULL, NULL);
    self->scenario = scenario_ref (scenario);
    return self;
}

void control_run_free (ControlRun *self)
{
    if (self == NULL)
        return;
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        tls_party_free (self->party[role]);
        base_random_free (self->random[role]);
    }
    net_pipe_free (self->pipe);
    g_clear_pointer (&self->twists, g_ptr_array_unref);
    trace_free (self->trace);
    g_ptr_array_unref (self->breakpoints);
    g_clear_pointer (&self->scenario, scenario_unref);
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
    return self->party[role];
}

/* ---- One transition ---- */

static void collect (ControlRun *self, TlsRole role)
{
    int record;
    while ((record = tls_party_take (self->party[role])) >= 0)
        net_pipe_send (self->pipe, record);
}

static bool step_party (ControlRun *self, TlsRole role)
{
    if (!tls_party_step (self->party[role]))
        return false;
    collect (self, role);
    base_clock_advance (&self->clock, STEP_TIME);
    return true;
}

/* Hands over BYTES in pieces; between them the receiver looks at what it has, if it is reading at
 * all. */
static void feed (ControlRun *self, TlsRole to, GBytes *bytes, int record)
{
    BaseSpan span = base_span_bytes (bytes);
    size_t piece = self->split == 0 || self->split == G_MAXSIZE ? span.size : self->split;
    for (size_t at = 0; at < span.size; at += piece) {
        size_t size = MIN (piece, span.size - at);
        tls_party_receive (self->party[to], base_span (span.data + at, size), record);
        if (at + size < span.size && tls_party_wait (self->party[to]) == TLS_WAIT_BYTES)
            step_party (self, to);
    }
}

static void deliver (ControlRun *self)
{
    TraceParty to;
    int record;
    g_autoptr (GBytes) bytes = net_pipe_deliver (self->pipe, &to, &record);
    self->turn = (TlsRole)to;
    if (bytes != NULL)
        feed (self, (TlsRole)to, bytes, record);
}

static bool step_somebody (ControlRun *self)
{
    if (step_party (self, self->turn))
        return true;
    TlsRole other = self->turn == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
    if (!step_party (self, other))
        return false;
    self->turn = other;
    return true;
}

/* Nobody can move and nothing is in flight: who is left alone hears that the other is gone; two who
 * both wait wait for ever. */
static bool wind_up (ControlRun *self)
{
    bool over[] = {tls_party_wait (self->party[0]) == TLS_WAIT_OVER,
                   tls_party_wait (self->party[1]) == TLS_WAIT_OVER};
    if (over[0] && over[1])
        return false;
    if (!over[0] && !over[1]) {
        tls_party_stall (self->party[0]);
        tls_party_stall (self->party[1]);
        return true;
    }
    TlsRole left = over[0] ? TLS_SERVER : TLS_CLIENT;
    tls_party_receive_end (self->party[left]);
    if (!step_party (self, left))
        tls_party_stall (self->party[left]);
    return true;
}

bool control_advance (ControlRun *self)
{
    bool batch = self->split == G_MAXSIZE;
    if (self->over)
        return false;
    if (!batch && net_pipe_in_flight (self->pipe)) {
        deliver (self);
        return true;
    }
    if (step_somebody (self))
        return true;
    if (net_pipe_in_flight (self->pipe)) {
        while (net_pipe_in_flight (self->pipe))
            deliver (self);
        return true;
    }
    if (wind_up (self))
        return true;
    self->over = true;
    return false;
}

void control_run_all (ControlRun *self)
{
    while (control_advance (self))
        ;
}

const char *control_outcome (ControlRun *self)
{
    TraceOutcome a = tls_party_outcome (self->party[0]), b = tls_party_outcome (self->party[1]);
    TraceOutcome worst[] = {TRACE_FAILED, TRACE_STALLED, TRACE_TRUNCATED, TRACE_RUNNING};
    for (unsigned i = 0; i < G_N_ELEMENTS (worst); i++)
        if (a == worst[i] || b == worst[i])
            return trace_outcome_name (worst[i]);
    return trace_outcome_name (TRACE_ESTABLISHED);
}
