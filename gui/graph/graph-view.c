#include "graph/graph-view.h"
#include "graph/edges.h"
#include "graph/graph-node.h"

#include <math.h>
#include <string.h>

/* How much of the graph is shown. */
typedef enum { WHOLE, OVERVIEW, N_LEVELS } Level;

typedef struct {
    DrawLayout *layout; /* owned; NULL until it is needed */
    double *sizes;      /* of the nodes in it, two each; owned */
} Plan;

struct _StepshakeGraphView {
    GtkWidget parent_instance;

    DrawGraph *graph; /* owned */
    GPtrArray *nodes; /* of StepshakeGraphNode, which the widget tree owns */
    Plan plans[N_LEVELS];
    bool strip;
    double zoom;   /* as asked; 0: fit */
    Level level;   /* as drawn */
    double drawn;  /* the zoom, as drawn */
    double dx, dy; /* where the graph begins */
    char *selected;
};

G_DEFINE_TYPE (StepshakeGraphView, stepshake_graph_view, GTK_TYPE_WIDGET)

enum { PADDING = 10, LEAST_SIZE = 80 };
static const double least_zoom = 0.3, least_strip = 0.5, most_zoom = 3, most_fit = 1.3;
/* Labels and details can be read from here on. */
static const double readable = 0.62, readable_fit = 0.68;
static unsigned node_activated;

/* ---- Layout. ---- */

static void clear_plans (StepshakeGraphView *self)
{
    for (int level = 0; level < N_LEVELS; level++) {
        g_clear_pointer (&self->plans[level].layout, draw_layout_free);
        g_clear_pointer (&self->plans[level].sizes, g_free);
    }
}

static void drop_layout (StepshakeGraphView *self)
{
    clear_plans (self);
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

static double *measure_nodes (StepshakeGraphView *self, Level level)
{
    double *sizes = g_new0 (double, 2 * self->nodes->len + 1);
    for (unsigned i = 0; i < self->nodes->len; i++)
        stepshake_graph_node_measure (g_ptr_array_index (self->nodes, i), level == OVERVIEW,
                                      sizes + 2 * i);
    return sizes;
}

static double *measure_labels (StepshakeGraphView *self)
{
    double *sizes = g_new0 (double, 2 * self->graph->edges->len + 1);
    for (unsigned i = 0; i < self->graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (self->graph->edges, i);
        if (edge->label == NULL)
            continue;
        g_autoptr (PangoLayout) text = stepshake_edge_label (GTK_WIDGET (self), edge);
        int width, height;
        pango_layout_get_pixel_size (text, &width, &height);
        sizes[2 * i] = width + 8;
        sizes[2 * i + 1] = height;
    }
    return sizes;
}

/* The layout of LEVEL; NULL when there is nothing to lay out. */
static const DrawLayout *ensure_layout (StepshakeGraphView *self, Level level)
{
    Plan *plan = &self->plans[level];
    if (plan->layout != NULL || self->graph == NULL || self->graph->nodes->len == 0)
        return plan->layout;
    g_free (plan->sizes);
    plan->sizes = measure_nodes (self, level);
    g_autofree double *labels = level == WHOLE ? measure_labels (self) : NULL;
    g_autoptr (GError) error = NULL;
    bool dense = self->graph->dense;
    self->graph->left_to_right |= self->strip;
    self->graph->dense |= level == OVERVIEW;
    plan->layout = draw_layout (self->graph, plan->sizes, labels, &error);
    self->graph->dense = dense;
    if (plan->layout == NULL)
        g_warning ("the graph cannot be laid out: %s", error->message);
    return plan->layout;
}

static double fit (const DrawLayout *layout, int width, int height)
{
    double x = (width - 2 * PADDING) / layout->width;
    double y = (height - 2 * PADDING) / layout->height;
    return MIN (x, y);
}

static Level level_for (StepshakeGraphView *self, int width, int height)
{
    if (self->strip)
        return OVERVIEW;
    if (self->zoom > 0)
        return self->zoom >= readable ? WHOLE : OVERVIEW;
    const DrawLayout *whole = ensure_layout (self, WHOLE);
    return whole == NULL || fit (whole, width, height) >= readable_fit ? WHOLE : OVERVIEW;
}

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    StepshakeGraphView *self = STEPSHAKE_GRAPH_VIEW (widget);
    *minimum = *natural = LEAST_SIZE;
    if (self->zoom <= 0 && !self->strip)
        return; /* it fits itself into whatever it gets */
    const DrawLayout *layout = ensure_layout (self, level_for (self, 0, 0));
    if (layout == NULL)
        return;
    double size = orientation == GTK_ORIENTATION_HORIZONTAL ? layout->width : layout->height;
    double zoom = self->zoom > 0 ? self->zoom : 1;
    *natural = ceil (size * zoom) + 2 * PADDING;
    *minimum = self->zoom > 0 ? *natural : ceil (size * least_strip) + 2 * PADDING;
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    StepshakeGraphView *self = STEPSHAKE_GRAPH_VIEW (widget);
    self->level = level_for (self, width, height);
    const DrawLayout *layout = ensure_layout (self, self->level);
    for (unsigned i = 0; i < self->nodes->len; i++)
        gtk_widget_set_child_visible (g_ptr_array_index (self->nodes, i), layout != NULL);
    if (layout == NULL)
        return;
    double least = self->strip ? least_strip : least_zoom;
    self->drawn =
        self->zoom > 0 ? self->zoom : CLAMP (fit (layout, width, height), least, most_fit);
    self->dx = MAX (PADDING, floor ((width - layout->width * self->drawn) / 2));
    self->dy = MAX (PADDING, floor ((height - layout->height * self->drawn) / 2));
    const double *sizes = self->plans[self->level].sizes;
    for (unsigned i = 0; i < self->nodes->len; i++) {
        double w = sizes[2 * i], h = sizes[2 * i + 1];
        double x = layout->nodes[i].x - w / 2, y = layout->nodes[i].y - h / 2;
        GskTransform *transform = gsk_transform_translate (
            NULL, &GRAPHENE_POINT_INIT (self->dx + x * self->drawn, self->dy + y * self->drawn));
        transform = gsk_transform_scale (transform, self->drawn, self->drawn);
        gtk_widget_allocate (g_ptr_array_index (self->nodes, i), w, h, -1, transform);
    }
}

static void snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
    StepshakeGraphView *self = STEPSHAKE_GRAPH_VIEW (widget);
    const DrawLayout *layout = self->plans[self->level].layout;
    if (layout == NULL)
        return;
    stepshake_edges_draw (widget, snap, self->graph, layout, self->level == WHOLE, self->dx,
                          self->dy, self->drawn);
    for (unsigned i = 0; i < self->nodes->len; i++)
        gtk_widget_snapshot_child (widget, g_ptr_array_index (self->nodes, i), snap);
}

/* ---- Showing a graph. ---- */

static void on_node_clicked (StepshakeGraphView *self, GtkButton *button)
{
    unsigned i;
    if (g_ptr_array_find (self->nodes, button, &i))
        g_signal_emit (self, node_activated, 0, g_ptr_array_index (self->graph->nodes, i));
}

static bool same_shape (const DrawGraph *a, const DrawGraph *b)
{
    if (a == NULL || a->nodes->len != b->nodes->len || a->edges->len != b->edges->len)
        return false;
    for (unsigned i = 0; i < a->nodes->len; i++) {
        const DrawNode *x = g_ptr_array_index (a->nodes, i), *y = g_ptr_array_index (b->nodes, i);
        if (strcmp (x->id, y->id) != 0)
            return false;
    }
    for (unsigned i = 0; i < a->edges->len; i++) {
        const DrawEdge *x = g_ptr_array_index (a->edges, i), *y = g_ptr_array_index (b->edges, i);
        if (x->from != y->from || x->to != y->to || g_strcmp0 (x->label, y->label) != 0)
            return false;
    }
    return true;
}

static void rebuild (StepshakeGraphView *self)
{
    for (unsigned i = 0; i < self->nodes->len; i++)
        gtk_widget_unparent (g_ptr_array_index (self->nodes, i));
    g_ptr_array_set_size (self->nodes, 0);
    for (unsigned i = 0; i < self->graph->nodes->len; i++) {
        GtkWidget *node = stepshake_graph_node_new ();
        g_signal_connect_swapped (node, "clicked", G_CALLBACK (on_node_clicked), self);
        gtk_widget_set_parent (node, GTK_WIDGET (self));
        g_ptr_array_add (self->nodes, node);
    }
}

static bool refresh_nodes (StepshakeGraphView *self)
{
    bool changed = false;
    for (unsigned i = 0; i < self->nodes->len; i++) {
        const DrawNode *node = g_ptr_array_index (self->graph->nodes, i);
        StepshakeGraphNode *widget = g_ptr_array_index (self->nodes, i);
        changed |= stepshake_graph_node_show (widget, node);
        stepshake_graph_node_set_selected (widget, g_strcmp0 (node->id, self->selected) == 0);
    }
    return changed;
}

void stepshake_graph_view_show (StepshakeGraphView *self, DrawGraph *graph)
{
    bool same = same_shape (self->graph, graph);
    g_clear_pointer (&self->graph, draw_graph_free);
    self->graph = graph;
    if (!same)
        rebuild (self);
    bool resized = refresh_nodes (self);
    if (!same || resized)
        drop_layout (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void stepshake_graph_view_set_strip (StepshakeGraphView *self, bool strip)
{
    if (self->strip == strip)
        return;
    self->strip = strip;
    if (self->graph == NULL)
        return;
    self->graph->left_to_right = strip;
    drop_layout (self);
}

void stepshake_graph_view_set_zoom (StepshakeGraphView *self, double zoom)
{
    self->zoom = zoom > 0 ? CLAMP (zoom, least_zoom, most_zoom) : 0;
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

double stepshake_graph_view_get_zoom (StepshakeGraphView *self)
{
    return self->drawn > 0 ? self->drawn : 1;
}

bool stepshake_graph_view_is_overview (StepshakeGraphView *self)
{
    return self->level == OVERVIEW;
}

void stepshake_graph_view_select (StepshakeGraphView *self, const char *id)
{
    g_free (self->selected);
    self->selected = g_strdup (id);
    if (self->graph != NULL)
        refresh_nodes (self);
}

static unsigned main_node (StepshakeGraphView *self)
{
    unsigned current = 0;
    for (unsigned i = 0; i < self->graph->nodes->len; i++) {
        const DrawNode *node = g_ptr_array_index (self->graph->nodes, i);
        if (g_strcmp0 (node->id, self->selected) == 0)
            return i;
        if (node->state == DRAW_CURRENT || node->state == DRAW_BROKEN || node->state == DRAW_PLAIN)
            current = i; /* the newest, where no state is told */
    }
    return current;
}

bool stepshake_graph_view_center (StepshakeGraphView *self, double *x, double *y)
{
    const DrawLayout *layout = self->plans[self->level].layout;
    if (layout == NULL || self->nodes->len == 0)
        return false;
    DrawPoint place = layout->nodes[main_node (self)];
    *x = self->dx + place.x * self->drawn;
    *y = self->dy + place.y * self->drawn;
    return true;
}

/* ---- The object. ---- */

static void css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
    GTK_WIDGET_CLASS (stepshake_graph_view_parent_class)->css_changed (widget, change);
    drop_layout (STEPSHAKE_GRAPH_VIEW (widget)); /* another font, other sizes */
}

static void dispose (GObject *object)
{
    StepshakeGraphView *self = STEPSHAKE_GRAPH_VIEW (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&self->nodes, g_ptr_array_unref);
    g_clear_pointer (&self->graph, draw_graph_free);
    clear_plans (self);
    g_clear_pointer (&self->selected, g_free);
    G_OBJECT_CLASS (stepshake_graph_view_parent_class)->dispose (object);
}

static void stepshake_graph_view_class_init (StepshakeGraphViewClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    widget_class->measure = measure;
    widget_class->size_allocate = size_allocate;
    widget_class->snapshot = snapshot;
    widget_class->css_changed = css_changed;
    gtk_widget_class_set_css_name (widget_class, "graph");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
    node_activated = g_signal_new ("node-activated", STEPSHAKE_TYPE_GRAPH_VIEW, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void stepshake_graph_view_init (StepshakeGraphView *self)
{
    self->nodes = g_ptr_array_new ();
}

GtkWidget *stepshake_graph_view_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_GRAPH_VIEW, NULL);
}
