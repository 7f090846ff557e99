/** What is promised while nodes are killed, paused, restarted, lied to. */
@NullMarked
package io.holdfast.it.fault;

import org.jspecify.annotations.NullMarked;
