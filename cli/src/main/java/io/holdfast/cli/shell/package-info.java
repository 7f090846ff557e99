/** What every command shares with the shell it was started from: variables, streams, connection flags, exit status. */
@NullMarked
package io.holdfast.cli.shell;

import org.jspecify.annotations.NullMarked;
