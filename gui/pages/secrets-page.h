/* The key schedule as it has come about, and each secret's inputs, label, value, keepers and use.
 */
#pragma once

#include "pages/graph-page.h"

#define STEPSHAKE_TYPE_SECRETS_PAGE (stepshake_secrets_page_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeSecretsPage, stepshake_secrets_page, STEPSHAKE, SECRETS_PAGE,
                      StepshakeGraphPage)
