/** What the server's program does without serving: look at a backup, make a data directory of one. */
@NullMarked
package io.holdfast.server.tool;

import org.jspecify.annotations.NullMarked;
