/** An active worker and its standbys, as a user would write them, and what happens to them. */
@NullMarked
package io.holdfast.it.example;

import org.jspecify.annotations.NullMarked;
