/** Sessions as others see them, and the names of requests within them. */
@NullMarked
package io.holdfast.model.session;

import org.jspecify.annotations.NullMarked;
