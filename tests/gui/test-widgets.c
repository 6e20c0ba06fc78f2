/* The window from inside: names for those who do not see it, room, contrast. */
#include "app.h"
#include "canvas.h"
#include "graph/graph-node.h"
#include "graph/graph-pane.h"
#include "handshake/ladder-text.h"
#include "handshake/ladder.h"
#include "pages/machines-page.h"
#include "window/window.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

static AdwApplication *application;
static StepshakeSession *last_session; /* of the window opened last, which owns it */

static void let_settle (GtkWidget *window)
{
    for (int i = 0; i < 40; i++) {
        gtk_widget_queue_draw (window);
        while (g_main_context_iteration (NULL, FALSE))
            ;
        g_usleep (4000);
    }
}

static void show (StepshakeSession *session, const char *name, const char *landmark)
{
    g_autoptr (GError) error = NULL;
    stepshake_session_open (session, name, &error);
    g_assert_no_error (error);
    if (landmark != NULL)
        stepshake_session_to_landmark (session, landmark, &error);
    g_assert_no_error (error);
}

static GtkWidget *open_window (const char *name, const char *landmark, int width, int height)
{
    g_autoptr (StepshakeSession) session = stepshake_session_new ();
    StepshakeOptions options = {.width = width, .height = height};
    show (session, name, landmark);
    GtkWidget *window =
        GTK_WIDGET (stepshake_window_new (GTK_APPLICATION (application), session, &options, NULL));
    last_session = session;
    gtk_window_present (GTK_WINDOW (window));
    let_settle (window);
    return window;
}

/* ---- Accessible names. ---- */

static bool holds_text (GtkWidget *widget)
{
    if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
        return true;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        if (holds_text (child))
            return true;
    return false;
}

static bool has_name (GtkWidget *widget)
{
    GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
    return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
           gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
           holds_text (widget);
}

/* What a key press can reach must say what it is; parts of GTK's own widgets are named by the
 * whole. */
static bool needs_name (GtkWidget *widget)
{
    GtkWidget *parent = gtk_widget_get_parent (widget);
    bool inner = GTK_IS_TEXT (widget) || GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent) ||
                 GTK_IS_SEARCH_ENTRY (parent);
    return gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) && !inner &&
           !GTK_IS_WINDOW (widget) && !GTK_IS_SCROLLED_WINDOW (widget) && !GTK_IS_STACK (widget);
}

static unsigned check_names (GtkWidget *widget)
{
    unsigned n = 0;
    if (needs_name (widget)) {
        if (!has_name (widget))
            g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget),
                     G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
        n++;
    }
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        n += check_names (child);
    return n;
}

static void test_everything_has_a_name (void)
{
    static const char *const names[] = {"healthy", "first-handshake#server-hello"};
    static const char *const pages[] = {"handshake", "secrets", "certificates", "state-machines",
                                        "compare"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        GtkWidget *window = open_window (names[i], i == 0 ? "client.established" : NULL, 1440, 900);
        for (unsigned p = 0; p < G_N_ELEMENTS (pages); p++) {
            gtk_widget_activate_action (window, "win.page", "s", pages[p]);
            let_settle (window);
            g_assert_cmpuint (check_names (window), >, 20);
        }
        gtk_widget_activate_action (window, "win.choose", NULL);
        let_settle (window);
        g_assert_cmpuint (check_names (window), >, 20);
        gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* ---- Room. ---- */

static void set_text_size (int percent)
{
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * percent / 100, NULL);
}

static void test_fits (const void *data)
{
    set_text_size (GPOINTER_TO_INT (data));
    static const char *const pages[] = {"handshake", "secrets", "certificates", "state-machines",
                                        "compare"};
    GtkWidget *window = open_window ("expired-certificate", "end", 1024, 700);
    for (unsigned p = 0; p < G_N_ELEMENTS (pages); p++) {
        gtk_widget_activate_action (window, "win.page", "s", pages[p]);
        let_settle (window);
        int least;
        gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
        g_assert_cmpint (least, <=, 1024);
        gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, 1024, &least, NULL, NULL, NULL);
        g_assert_cmpint (least, <=, 700);
    }
    gtk_window_destroy (GTK_WINDOW (window));
    set_text_size (100);
}

static GtkWidget *find_type (GtkWidget *widget, GType type)
{
    if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
        return widget;
    GtkWidget *found = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
         child = gtk_widget_get_next_sibling (child))
        found = find_type (child, type);
    return found;
}

/* ---- The ladder's texts. ---- */

static void assert_whole (PangoLayout *layout)
{
    if (pango_layout_is_ellipsized (layout))
        g_error ("cut off: “%s”", pango_layout_get_text (layout));
}

/* A row has room for all of its lines: the next one on the same lifeline begins below it. */
static void assert_apart (const LadderRow *row, const LadderRow **last, double line)
{
    const LadderRow *above = last[row->party];
    if (above != NULL)
        g_assert_cmpfloat (row->y - above->y, >=,
                           line * ((row->lines + above->lines) / 2.0 - 0.01));
    last[row->party] = row;
}

static unsigned check_ladder (StepshakeLadder *ladder, const Trace *trace)
{
    GtkWidget *widget = GTK_WIDGET (ladder);
    const LadderRows *rows = stepshake_ladder_get_rows (ladder);
    const LadderRow *last[3] = {NULL};
    double x[3], width = gtk_widget_get_width (widget);
    ladder_lifelines (width, trace_is_attacker (trace, 1, TRACE_SERVER), x);
    g_autoptr (PangoLayout) sample = gtk_widget_create_pango_layout (widget, "Ag");
    int line;
    pango_layout_get_pixel_size (sample, NULL, &line);
    unsigned n = ladder_rows_count (rows, (int)trace_length (trace) - 1), folded = 0;
    for (unsigned i = 0; i < n; i++) {
        const LadderRow *row = ladder_rows_get (rows, i);
        g_autofree char *text = ladder_row_text (trace, row);
        g_autoptr (PangoLayout) layout =
            row->kind == LADDER_MESSAGE
                ? ladder_name_layout (widget, trace, row, x, line + LADDER_LEADING)
                : ladder_beside (widget, text, ladder_room (x, width, row->party), row->lines, true,
                                 PANGO_ALIGN_LEFT);
        assert_whole (layout);
        g_assert_cmpint (pango_layout_get_line_count (layout), <=, row->lines);
        folded += row->lines > 1;
        if (row->kind != LADDER_MESSAGE)
            assert_apart (row, last, line);
    }
    return folded;
}

/* Why it failed can be read where it failed; so can the names on the half-length arrows of a man in
 * the middle. */
static void test_ladder_texts_are_whole (const void *data)
{
    static const char *const names[] = {"certificate-expired-tls12", "no-common-cipher-suite",
                                        "must-staple", "strip-version",
                                        "man-in-the-middle-trusted"};
    set_text_size (GPOINTER_TO_INT (data));
    for (int wide = 0; wide < 2; wide++) {
        GtkWidget *window = open_window ("healthy", "end", wide ? 1440 : 1024, wide ? 900 : 700);
        GtkWidget *ladder = find_type (window, STEPSHAKE_TYPE_LADDER);
        for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
            show (last_session, names[i], "end"); /* the rows are laid out at once */
            const Trace *trace = stepshake_session_trace (last_session);
            g_assert_cmpuint (check_ladder (STEPSHAKE_LADDER (ladder), trace), >, 0);
        }
        gtk_window_destroy (GTK_WINDOW (window));
    }
    set_text_size (100);
}

/* ---- Graphs. ---- */

static unsigned check_inside (GtkWidget *pane, GtkWidget *widget)
{
    unsigned n = 0;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child)) {
        if (!STEPSHAKE_IS_GRAPH_NODE (child)) {
            n += check_inside (pane, child);
            continue;
        }
        graphene_rect_t box;
        g_assert_true (gtk_widget_compute_bounds (child, pane, &box));
        g_assert_cmpfloat (box.origin.x, >=, 0);
        g_assert_cmpfloat (box.origin.y, >=, 0);
        g_assert_cmpfloat (box.origin.x + box.size.width, <=, gtk_widget_get_width (pane));
        g_assert_cmpfloat (box.origin.y + box.size.height, <=, gtk_widget_get_height (pane));
        n++;
    }
    return n;
}

static void check_graphs (GtkWidget *widget, unsigned *n)
{
    if (!STEPSHAKE_IS_GRAPH_PANE (widget)) {
        for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
             child = gtk_widget_get_next_sibling (child))
            check_graphs (child, n);
        return;
    }
    if (!gtk_widget_get_mapped (widget))
        return;
    g_assert_cmpuint (check_inside (widget, widget), >, 8);
    (*n)++;
}

/* All of a machine, and all secrets of a healthy run, are seen at once; who comes closer sees the
 * labels, too. */
static void check_pages (int width, int height)
{
    static const char *const names[] = {"healthy", "healthy-tls12"};
    static const char *const pages[] = {"secrets", "state-machines"};
    GtkWidget *window = open_window (names[0], "end", width, height);
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        show (last_session, names[i], "end");
        for (unsigned p = 0; p < G_N_ELEMENTS (pages); p++) {
            gtk_widget_activate_action (window, "win.page", "s", pages[p]);
            let_settle (window);
            unsigned n = 0;
            check_graphs (window, &n);
            g_assert_cmpuint (n, ==, 1 + p); /* both machines */
        }
    }
    gtk_window_destroy (GTK_WINDOW (window));
}

static void test_graphs_are_seen_whole (void)
{
    check_pages (1440, 900);
    check_pages (1024, 700);
    set_text_size (200);
    check_pages (1024, 700);
    set_text_size (100);
}

static void collect_places (GtkWidget *window, GtkWidget *widget, GArray *places)
{
    graphene_rect_t box;
    if (STEPSHAKE_IS_GRAPH_NODE (widget)) {
        g_assert_true (gtk_widget_compute_bounds (widget, window, &box));
        g_array_append_val (places, box.origin);
    }
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        collect_places (window, child, places);
}

/* A state gets its mark when it is left, and all states stay where they are. */
static void test_a_step_moves_no_state (void)
{
    GtkWidget *window = open_window ("healthy", "client.WAIT_SH", 1440, 900);
    gtk_widget_activate_action (window, "win.page", "s", "state-machines");
    let_settle (window);
    GtkWidget *page = find_type (window, STEPSHAKE_TYPE_MACHINES_PAGE);
    g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
    g_autoptr (GArray) after = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
    collect_places (window, page, before);
    show (last_session, "healthy", "end");
    let_settle (window);
    collect_places (window, page, after);
    g_assert_cmpuint (before->len, >, 30);
    g_assert_cmpmem (before->data, before->len * sizeof (graphene_point_t), after->data,
                     after->len * sizeof (graphene_point_t));
    gtk_window_destroy (GTK_WINDOW (window));
}

static void test_who_comes_closer_sees_more (void)
{
    GtkWidget *window = open_window ("healthy", "end", 1024, 700);
    gtk_widget_activate_action (window, "win.page", "s", "state-machines");
    let_settle (window);
    GtkWidget *page = find_type (window, STEPSHAKE_TYPE_MACHINES_PAGE);
    StepshakeGraphView *view = STEPSHAKE_GRAPH_VIEW (find_type (page, STEPSHAKE_TYPE_GRAPH_VIEW));
    double least = stepshake_graph_view_get_zoom (view);
    g_assert_true (stepshake_graph_view_is_overview (view));
    stepshake_graph_view_set_zoom (view, 1);
    let_settle (window);
    g_assert_false (stepshake_graph_view_is_overview (view));
    g_assert_cmpfloat (stepshake_graph_view_get_zoom (view), ==, 1);
    stepshake_graph_view_set_zoom (view, 0);
    let_settle (window);
    g_assert_true (stepshake_graph_view_is_overview (view));
    g_assert_cmpfloat (stepshake_graph_view_get_zoom (view), ==, least);
    gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- Contrast (WCAG 2, 1.4.3). ---- */

static double linear (double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double luminance (const GdkRGBA *color)
{
    return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) +
           0.0722 * linear (color->blue);
}

static void check_contrast (GtkWidget *window, const char *front, const char *back)
{
    GdkRGBA a, b;
    stepshake_color (window, front, &a);
    stepshake_color (window, back, &b);
    double x = luminance (&a), y = luminance (&b);
    double ratio = (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
    if (ratio < 4.5)
        g_error ("%s on %s has a contrast of %.2f", front, back, ratio);
}

static void test_contrast (const void *data)
{
    static const char *const on_page[] = {"client_color", "server_color", "attacker_color",
                                          "alert_color",  "good_color",   "done_color",
                                          "dim_color",    "accent_color", "view_fg_color"};
    static const char *const on_party[] = {"client_color", "server_color"};
    static const char *const tints[] = {"tint_1", "tint_2",      "tint_3",    "tint_4",
                                        "tint_5", "tint_parent", "tint_group"};
    GtkWidget *window = open_window ("healthy", NULL, 1024, 700);
    gtk_widget_activate_action (window, "win.theme", "s", data);
    let_settle (window);
    for (unsigned i = 0; i < G_N_ELEMENTS (on_page); i++)
        check_contrast (window, on_page[i], "view_bg_color");
    for (unsigned i = 0; i < G_N_ELEMENTS (on_party); i++)
        check_contrast (window, "on_party_color", on_party[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS (tints); i++)
        check_contrast (window, "view_fg_color", tints[i]);
    check_contrast (window, "accent_fg_color", "accent_bg_color");
    gtk_window_destroy (GTK_WINDOW (window));
}

int main (int argc, char **argv)
{
    g_setenv ("GTK_A11Y", "test", TRUE);
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
    g_setenv ("GDK_BACKEND", "x11", TRUE);
    g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
    g_test_init (&argc, &argv, NULL);
    app_start_display ();
    application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.example.Test", "flags",
                                G_APPLICATION_NON_UNIQUE, "resource-base-path",
                                "/io/github/stepshake/Stepshake", NULL);
    g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
    g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
    g_test_add_func ("/widgets/everything-has-a-name", test_everything_has_a_name);
    g_test_add_data_func ("/widgets/fits-1024x700", GINT_TO_POINTER (100), test_fits);
    g_test_add_data_func ("/widgets/fits-1024x700-at-200-percent", GINT_TO_POINTER (200),
                          test_fits);
    g_test_add_data_func ("/widgets/ladder-texts-are-whole", GINT_TO_POINTER (100),
                          test_ladder_texts_are_whole);
    g_test_add_data_func ("/widgets/ladder-texts-are-whole-at-200-percent", GINT_TO_POINTER (200),
                          test_ladder_texts_are_whole);
    g_test_add_func ("/widgets/graphs-are-seen-whole", test_graphs_are_seen_whole);
    g_test_add_func ("/widgets/a-step-moves-no-state", test_a_step_moves_no_state);
    g_test_add_func ("/widgets/who-comes-closer-sees-more", test_who_comes_closer_sees_more);
    g_test_add_data_func ("/widgets/contrast-light", "light", test_contrast);
    g_test_add_data_func ("/widgets/contrast-dark", "dark", test_contrast);
    int status = g_test_run ();
    g_object_unref (application);
    app_stop_display ();
    return status;
}
