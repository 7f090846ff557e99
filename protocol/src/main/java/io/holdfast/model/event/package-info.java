/** What a command changed, in revision order. */
@NullMarked
package io.holdfast.model.event;

import org.jspecify.annotations.NullMarked;
