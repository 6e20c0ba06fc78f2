/* Pictures of a run, by kind. */
#include "draw/chain.h"
#include "draw/model.h"

#include <gio/gio.h>

DrawGraph *draw_flowchart (ControlRun *run, int cursor, bool classic)
{
    return draw_model_flowchart (run == NULL ? NULL : control_run_trace (run), cursor, classic);
}

DrawGraph *draw_machine (TlsRole role, ControlRun *run, int cursor)
{
    return draw_model_machine (role, run == NULL ? NULL : control_run_trace (run), cursor);
}

DrawGraph *draw_secrets (ControlRun *run, int cursor, unsigned connection,
                         const TraceObserver *observer)
{
    return draw_model_secrets (control_run_trace (run), cursor, connection, observer);
}

GPtrArray *draw_ladder (ControlRun *run, int cursor, const TraceObserver *observer)
{
    return draw_model_ladder (control_run_trace (run), cursor, observer);
}

static DrawGraph *picture_flowchart (ControlRun *run, int cursor, const TraceObserver *observer,
                                     bool classic)
{
    return draw_flowchart (run, cursor, classic);
}

static DrawGraph *picture_client (ControlRun *run, int cursor, const TraceObserver *observer,
                                  bool classic)
{
    return draw_machine (TLS_CLIENT, run, cursor);
}

static DrawGraph *picture_server (ControlRun *run, int cursor, const TraceObserver *observer,
                                  bool classic)
{
    return draw_machine (TLS_SERVER, run, cursor);
}

static DrawGraph *picture_secrets (ControlRun *run, int cursor, const TraceObserver *observer,
                                   bool classic)
{
    return draw_secrets (run, cursor, 0, observer);
}

static DrawGraph *picture_certificates (ControlRun *run, int cursor, const TraceObserver *observer,
                                        bool classic)
{
    g_autoptr (DrawChain) chain = draw_chain_new (control_run_trace (run), cursor, observer);
    return draw_chain_graph (chain, true);
}

static const struct {
    const char *name;
    DrawGraph *(*graph) (ControlRun *run, int cursor, const TraceObserver *observer,
                         bool classic); /* NULL: the ladder */
    bool needs_run;
} picture_kinds[] = {
    {"flowchart", picture_flowchart, false}, {"ladder", NULL, true},
    {"client", picture_client, false},       {"server", picture_server, false},
    {"secrets", picture_secrets, true},      {"certificates", picture_certificates, true},
};

const char *draw_kind_at (unsigned i)
{
    return i < G_N_ELEMENTS (picture_kinds) ? picture_kinds[i].name : NULL;
}

static int picture_find (const char *kind, ControlRun *run, GError **error)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (picture_kinds); i++) {
        if (!g_str_equal (picture_kinds[i].name, kind))
            continue;
        if (run != NULL || !picture_kinds[i].needs_run)
            return (int)i;
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "the picture \"%s\" needs a scenario to run", kind);
        return -1;
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "there is no picture \"%s\"; allowed are flowchart, ladder, client, server, "
                 "secrets and certificates",
                 kind);
    return -1;
}

DrawGraph *draw_picture (const char *kind, ControlRun *run, int cursor,
                         const TraceObserver *observer, bool classic, GError **error)
{
    int i = picture_find (kind, run, error);
    g_assert (i < 0 || picture_kinds[i].graph != NULL);
    return i < 0 ? NULL : picture_kinds[i].graph (run, cursor, observer, classic);
}

static char *picture_ladder_title (ControlRun *run, const TraceObserver *observer)
{
    Scenario *scenario = control_run_scenario (run);
    const char *title = scenario == NULL ? "The handshake" : scenario_title (scenario);
    return observer->omniscient ? g_strdup (title)
                                : g_strdup_printf ("%s, seen by the %s", title, observer->name);
}

GBytes *draw_write (ControlRun *run, int cursor, const TraceObserver *observer, const char *kind,
                    bool classic, const char *format, GError **error)
{
    int i = picture_find (kind, run, error);
    if (i < 0)
        return NULL;
    if (observer == NULL)
        observer = trace_observer_find ("everyone");
    if (picture_kinds[i].graph == NULL) {
        g_autoptr (GPtrArray) rows = draw_ladder (run, cursor, observer);
        g_autofree char *title = picture_ladder_title (run, observer);
        return draw_write_ladder (title, rows, format, error);
    }
    g_autoptr (DrawGraph) graph = picture_kinds[i].graph (run, cursor, observer, classic);
    return draw_write_graph (graph, format, error);
}
