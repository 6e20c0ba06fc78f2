/* The one font of all pictures, for those who measure and paint with Pango. */
#pragma once

#include "draw/scene.h"

#include <pango/pangocairo.h>

/* A layout that measures and paints alike at every scale. transfer full */
PangoLayout *draw_font_layout (PangoContext *context);
void draw_set_font (PangoLayout *layout, double size, bool bold);
