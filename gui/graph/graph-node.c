#include "graph/graph-node.h"
#include "words.h"

#include <string.h>

struct _StepshakeGraphNode {
    GtkButton parent_instance;

    GtkWidget *box; /* children, borrowed */
    GtkLabel *title, *detail;
    const char *state_class;
    const char *party_class;
    char *shown;   /* all that is shown, as one text; owned */
    char *name;    /* the title without its mark; owned */
    bool unmarked; /* a mark may yet come */
};

G_DEFINE_TYPE (StepshakeGraphNode, stepshake_graph_node, GTK_TYPE_BUTTON)

/* Colour is never the only sign: a mark stands before the title. */
static const struct {
    const char *class, *mark, *words;
} states[] = {
    [DRAW_TODO] = {"todo", "", "still to come"},
    [DRAW_CURRENT] = {"current", "", "now"},
    [DRAW_DONE] = {"done", "✓ ", "done"},
    [DRAW_BROKEN] = {"broken", "✗ ", "broken here"},
    [DRAW_SKIPPED] = {"skipped", "↷ ", "skipped"},
    [DRAW_LEGAL] = {"legal", "", "possible next"},
    [DRAW_PLAIN] = {"plain", "", ""},
    [DRAW_FLAWED] = {"flawed", "! ", "not as it should be"},
};

static void swap_class (StepshakeGraphNode *self, const char **place, const char *class)
{
    if (g_strcmp0 (*place, class) == 0)
        return;
    if (*place != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self), *place);
    if (class != NULL)
        gtk_widget_add_css_class (GTK_WIDGET (self), class);
    *place = class;
}

static bool set_label (GtkLabel *label, const char *text)
{
    if (strcmp (gtk_label_get_label (label), text) == 0)
        return false;
    gtk_label_set_label (label, text);
    return true;
}

bool stepshake_graph_node_show (StepshakeGraphNode *self, const DrawNode *node)
{
    g_autofree char *key = g_strdup_printf ("%d|%d|%s|%s", node->state, node->party, node->title,
                                            node->detail != NULL ? node->detail : "");
    if (g_strcmp0 (key, self->shown) == 0)
        return false;
    g_free (self->shown);
    self->shown = g_steal_pointer (&key);
    const char *mark = states[node->state].mark;
    g_autofree char *marked = g_strconcat (mark, node->title, NULL);
    g_autofree char *title = stepshake_breakable (marked);
    bool detailed = node->detail != NULL && *node->detail != '\0';
    bool changed = gtk_widget_get_visible (GTK_WIDGET (self->detail)) != detailed;
    changed |= g_strcmp0 (self->name, node->title) != 0; /* the mark has its room already */
    g_free (self->name);
    self->name = g_strdup (node->title);
    self->unmarked = *mark == '\0' && node->state != DRAW_PLAIN;
    set_label (self->title, title);
    changed |= set_label (self->detail, node->detail != NULL ? node->detail : "");
    gtk_widget_set_visible (GTK_WIDGET (self->detail), detailed);
    swap_class (self, &self->state_class, states[node->state].class);
    swap_class (self, &self->party_class,
                node->party >= 0 ? stepshake_party_class (node->party) : NULL);
    if (node->rounded)
        gtk_widget_add_css_class (GTK_WIDGET (self), "round");
    if (node->dashed)
        gtk_widget_add_css_class (GTK_WIDGET (self), "dashed");
    g_autofree char *words =
        g_strdup_printf ("%s%s%s%s%s", node->title, *states[node->state].words != '\0' ? ", " : "",
                         states[node->state].words, node->detail != NULL ? ", " : "",
                         node->detail != NULL ? node->detail : "");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
    return changed;
}

/* ---- Sizes. ---- */

enum { SPACING = 1 };

static void measure_child (GtkWidget *child, GtkOrientation orientation, int for_size, int *least,
                           int *nice)
{
    *least = *nice = 0;
    if (child != NULL && gtk_widget_get_visible (child))
        gtk_widget_measure (child, orientation, for_size, least, nice, NULL, NULL);
}

/* The detail may be left out and a long title broken: the least size is the title's. */
static void measure_box (GtkWidget *box, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
    GtkWidget *title = gtk_widget_get_first_child (box);
    GtkWidget *detail = gtk_widget_get_last_child (box);
    int nice;
    measure_child (title, orientation, for_size, minimum, natural);
    int least = 0;
    measure_child (detail, orientation, for_size, &least, &nice);
    *minimum_baseline = *natural_baseline = -1;
    if (orientation == GTK_ORIENTATION_HORIZONTAL)
        *natural = MAX (*natural, nice);
    else if (nice > 0)
        *natural += SPACING + nice;
}

static void allocate_box (GtkWidget *box, int width, int height, int baseline)
{
    GtkWidget *title = gtk_widget_get_first_child (box);
    GtkWidget *detail = gtk_widget_get_last_child (box);
    int least, upper, lower;
    measure_child (title, GTK_ORIENTATION_VERTICAL, width, &least, &upper);
    measure_child (detail, GTK_ORIENTATION_VERTICAL, width, &least, &lower);
    bool both = lower > 0 && upper + SPACING + lower <= height;
    int top = MAX (0, (height - upper - (both ? SPACING + lower : 0)) / 2);
    gtk_widget_set_child_visible (detail, both);
    gtk_widget_size_allocate (title, &(GtkAllocation){0, top, width, upper}, -1);
    if (both)
        gtk_widget_size_allocate (detail, &(GtkAllocation){0, top + upper + SPACING, width, lower},
                                  -1);
}

static GtkSizeRequestMode request_mode (GtkWidget *box)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* As wide as a title is without being broken: a long one stands better on two lines. */
static int narrow_title (StepshakeGraphNode *self)
{
    enum { CHARS = 15 };
    GtkWidget *title = GTK_WIDGET (self->title);
    PangoContext *context = gtk_widget_get_pango_context (title);
    PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
    int limit = PANGO_PIXELS (pango_font_metrics_get_approximate_char_width (metrics) * CHARS);
    pango_font_metrics_unref (metrics);
    int least, nice;
    gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, &least, &nice, NULL, NULL);
    return nice <= limit * 4 / 3 ? nice : MAX (least, MAX (limit, nice * 5 / 7));
}

/* So that a step moves nothing. */
static int mark_room (StepshakeGraphNode *self)
{
    if (!self->unmarked)
        return 0;
    g_autoptr (PangoLayout) mark = gtk_widget_create_pango_layout (GTK_WIDGET (self->title), "✓ ");
    int width;
    pango_layout_get_pixel_size (mark, &width, NULL);
    return width;
}

static int natural_width (GtkWidget *widget)
{
    int least, nice;
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &nice, NULL, NULL);
    return nice;
}

void stepshake_graph_node_measure (StepshakeGraphNode *self, bool compact, double size[2])
{
    GtkRequisition least, whole, box;
    gtk_widget_get_preferred_size (GTK_WIDGET (self), &least, &whole);
    gtk_widget_get_preferred_size (self->box, NULL, &box);
    int frame = whole.width - box.width, mark = mark_room (self);
    size[0] = MAX (whole.width, frame + natural_width (GTK_WIDGET (self->title)) + mark);
    size[1] = whole.height;
    if (!compact)
        return;
    int width = narrow_title (self), lower, upper;
    gtk_widget_measure (GTK_WIDGET (self->title), GTK_ORIENTATION_VERTICAL, width, &lower, &upper,
                        NULL, NULL);
    size[0] = MAX (least.width, frame + width + mark);
    size[1] = whole.height - box.height + upper;
}

static gboolean on_query_tooltip (StepshakeGraphNode *self, int x, int y, gboolean keyboard,
                                  GtkTooltip *tooltip)
{
    GtkWidget *detail = GTK_WIDGET (self->detail);
    if (!gtk_widget_get_visible (detail) || gtk_widget_get_child_visible (detail))
        return FALSE;
    gtk_tooltip_set_text (tooltip, gtk_label_get_label (self->detail));
    return TRUE;
}

/* ---- The object. ---- */

void stepshake_graph_node_set_selected (StepshakeGraphNode *self, bool selected)
{
    if (selected)
        gtk_widget_add_css_class (GTK_WIDGET (self), "selected");
    else
        gtk_widget_remove_css_class (GTK_WIDGET (self), "selected");
}

static void finalize (GObject *object)
{
    g_free (STEPSHAKE_GRAPH_NODE (object)->shown);
    g_free (STEPSHAKE_GRAPH_NODE (object)->name);
    G_OBJECT_CLASS (stepshake_graph_node_parent_class)->finalize (object);
}

static void stepshake_graph_node_class_init (StepshakeGraphNodeClass *class)
{
    G_OBJECT_CLASS (class)->finalize = finalize;
}

static void stepshake_graph_node_init (StepshakeGraphNode *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
    GtkWidget *title = gtk_label_new (""), *detail = gtk_label_new ("");
    gtk_label_set_justify (GTK_LABEL (title), GTK_JUSTIFY_CENTER);
    gtk_label_set_justify (GTK_LABEL (detail), GTK_JUSTIFY_CENTER);
    gtk_label_set_wrap (GTK_LABEL (title), TRUE);
    gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
    gtk_label_set_max_width_chars (GTK_LABEL (title), 36);
    gtk_label_set_max_width_chars (GTK_LABEL (detail), 42);
    gtk_widget_add_css_class (detail, "detail");
    gtk_widget_set_layout_manager (box,
                                   gtk_custom_layout_new (request_mode, measure_box, allocate_box));
    gtk_box_append (GTK_BOX (box), title);
    gtk_box_append (GTK_BOX (box), detail);
    gtk_button_set_child (GTK_BUTTON (self), box);
    gtk_widget_add_css_class (GTK_WIDGET (self), "graph-node");
    gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
    g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
    self->box = box;
    self->title = GTK_LABEL (title);
    self->detail = GTK_LABEL (detail);
}

GtkWidget *stepshake_graph_node_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_GRAPH_NODE, NULL);
}
