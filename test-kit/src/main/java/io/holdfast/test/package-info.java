/** A real cluster in the process of a test: started, killed, cut off and restarted at will. */
@NullMarked
package io.holdfast.test;

import org.jspecify.annotations.NullMarked;
