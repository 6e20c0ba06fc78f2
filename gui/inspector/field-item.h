/* A row of the field tree: a layer, or a field of one. */
#pragma once

#include "layers.h"

#include <glib-object.h>

#define STEPSHAKE_TYPE_FIELD_ITEM (stepshake_field_item_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeFieldItem, stepshake_field_item, STEPSHAKE, FIELD_ITEM, GObject)

/* FIELD -1: the layer itself. */
StepshakeFieldItem *stepshake_field_item_new (GPtrArray *layers, int layer, int field);
int stepshake_field_item_layer (StepshakeFieldItem *self);
int stepshake_field_item_field (StepshakeFieldItem *self);
/* transfer full */
char *stepshake_field_item_label (StepshakeFieldItem *self);
char *stepshake_field_item_value (StepshakeFieldItem *self);
/* Whether it is a length prefix, which stands back, or broken, which stands out. */
bool stepshake_field_item_is_length (StepshakeFieldItem *self);
bool stepshake_field_item_is_broken (StepshakeFieldItem *self);
/* The fields below, of StepshakeFieldItem, as a GListModel; NULL when there are none; transfer
 * full */
gpointer stepshake_field_item_children (StepshakeFieldItem *self);
