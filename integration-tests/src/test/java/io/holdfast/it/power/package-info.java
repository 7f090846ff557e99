/**
 * The power cut: what a server wrote is recorded in its process, and after a kill its disk is made what a real one may
 * hold whose power failed.
 */
@NullMarked
package io.holdfast.it.power;

import org.jspecify.annotations.NullMarked;
