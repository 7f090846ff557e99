/** The names people type: scripts and the command-line tool, run as a newcomer would. */
@NullMarked
package io.holdfast.it.script;

import org.jspecify.annotations.NullMarked;
