/** Tests of the familiar shapes. */
@NullMarked
package io.holdfast.election.shapes;

import org.jspecify.annotations.NullMarked;
