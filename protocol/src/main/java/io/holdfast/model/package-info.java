/** The vocabulary: immutable values that every module speaks. Pure Java. */
@NullMarked
package io.holdfast.model;

import org.jspecify.annotations.NullMarked;
