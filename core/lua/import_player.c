/* Importers in the player. */
#include "core/lua/verbs.h"

bool verb_load_importer(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call;
  (void)reply;
  return prepared_call(session, 0, 0);
}

bool verb_run_importer(struct player_session *session, const struct value *call, struct value *reply) {
  return verb_load_importer(session, call, reply);
}
