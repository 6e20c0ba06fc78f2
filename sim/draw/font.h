/* The one font of all pictures, for those who measure and paint with Pango. */
#pragma once

#include "draw/scene.h"

#include <pango/pangocairo.h>

void draw_set_font (PangoLayout *layout, double size, bool bold);
