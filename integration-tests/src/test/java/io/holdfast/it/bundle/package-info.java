/** The client as one jar, as somebody meets it who has nothing else. */
@NullMarked
package io.holdfast.it.bundle;

import org.jspecify.annotations.NullMarked;
