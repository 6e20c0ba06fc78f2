#include "inspector/field-item.h"

#include <gio/gio.h>

struct _StepshakeFieldItem {
    GObject parent_instance;

    GPtrArray *layers; /* a reference */
    int layer, field;
};

G_DEFINE_TYPE (StepshakeFieldItem, stepshake_field_item, G_TYPE_OBJECT)

static const StepshakeLayer *layer_of (StepshakeFieldItem *self)
{
    return g_ptr_array_index (self->layers, self->layer);
}

int stepshake_field_item_layer (StepshakeFieldItem *self)
{
    return self->layer;
}

int stepshake_field_item_field (StepshakeFieldItem *self)
{
    return self->field;
}

char *stepshake_field_item_label (StepshakeFieldItem *self)
{
    if (self->field < 0)
        return g_strdup (layer_of (self)->title);
    return wire_tree_label (layer_of (self)->tree, self->field);
}

char *stepshake_field_item_value (StepshakeFieldItem *self)
{
    if (self->field < 0)
        return g_strdup (layer_of (self)->note);
    uint32_t from, to;
    if (stepshake_layer_noise (layer_of (self), &from, &to) &&
        layer_of (self)->tree->fields[self->field].offset >= from)
        return g_strdup ("sealed: noise without the key");
    return wire_tree_value (layer_of (self)->tree, self->field);
}

bool stepshake_field_item_is_length (StepshakeFieldItem *self)
{
    return self->field >= 0 &&
           (layer_of (self)->tree->fields[self->field].flags & WIRE_FIELD_LENGTH) != 0;
}

bool stepshake_field_item_is_broken (StepshakeFieldItem *self)
{
    unsigned bad = WIRE_FIELD_BROKEN | WIRE_FIELD_UNREAD;
    return self->field >= 0 && (layer_of (self)->tree->fields[self->field].flags & bad) != 0;
}

gpointer stepshake_field_item_children (StepshakeFieldItem *self)
{
    g_autoptr (GArray) children = stepshake_layer_children (layer_of (self), self->field);
    if (children->len == 0)
        return NULL;
    GListStore *store = g_list_store_new (STEPSHAKE_TYPE_FIELD_ITEM);
    for (unsigned i = 0; i < children->len; i++) {
        g_autoptr (StepshakeFieldItem) child = stepshake_field_item_new (
            self->layers, self->layer, g_array_index (children, unsigned, i));
        g_list_store_append (store, child);
    }
    return store;
}

static void finalize (GObject *object)
{
    g_ptr_array_unref (STEPSHAKE_FIELD_ITEM (object)->layers);
    G_OBJECT_CLASS (stepshake_field_item_parent_class)->finalize (object);
}

static void stepshake_field_item_class_init (StepshakeFieldItemClass *class)
{
    G_OBJECT_CLASS (class)->finalize = finalize;
}

static void stepshake_field_item_init (StepshakeFieldItem *self)
{
}

StepshakeFieldItem *stepshake_field_item_new (GPtrArray *layers, int layer, int field)
{
    StepshakeFieldItem *self = g_object_new (STEPSHAKE_TYPE_FIELD_ITEM, NULL);
    self->layers = g_ptr_array_ref (layers);
    self->layer = layer;
    self->field = field;
    return self;
}
