#include "graph/graph-node.h"
#include "words.h"

#include <string.h>

struct _StepshakeGraphNode {
    GtkButton parent_instance;

    GtkLabel *title, *detail; /* borrowed: children */
    const char *state_class;
    const char *party_class;
    char *shown; /* all that is shown, as one text; owned */
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

bool stepshake_graph_node_show (StepshakeGraphNode *self, const DrawNode *node, bool compact)
{
    g_autofree char *key = g_strdup_printf ("%d|%d|%d|%s|%s", node->state, node->party, compact,
                                            node->title, node->detail != NULL ? node->detail : "");
    if (g_strcmp0 (key, self->shown) == 0)
        return false;
    g_free (self->shown);
    self->shown = g_steal_pointer (&key);
    const char *mark = states[node->state].mark;
    g_autofree char *title = g_strconcat (mark, node->title, NULL);
    bool detailed = !compact && node->detail != NULL && *node->detail != '\0';
    bool changed = gtk_widget_get_visible (GTK_WIDGET (self->detail)) != detailed;
    changed |= set_label (self->title, title);
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
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), compact ? node->detail : NULL);
    return changed;
}

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
    gtk_label_set_max_width_chars (GTK_LABEL (title), 26);
    gtk_label_set_max_width_chars (GTK_LABEL (detail), 36);
    gtk_widget_add_css_class (detail, "detail");
    gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), title);
    gtk_box_append (GTK_BOX (box), detail);
    gtk_button_set_child (GTK_BUTTON (self), box);
    gtk_widget_add_css_class (GTK_WIDGET (self), "graph-node");
    self->title = GTK_LABEL (title);
    self->detail = GTK_LABEL (detail);
}

GtkWidget *stepshake_graph_node_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_GRAPH_NODE, NULL);
}
