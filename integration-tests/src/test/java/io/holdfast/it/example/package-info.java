/**
 * Services as their users would write them: an active worker with its standbys, and one that follows its configuration; and what
 * happens to them.
 */
@NullMarked
package io.holdfast.it.example;

import org.jspecify.annotations.NullMarked;
