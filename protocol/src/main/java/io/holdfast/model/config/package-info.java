/** Configuration as others see it: sets, their releases, rollouts, and the clients that follow them. */
@NullMarked
package io.holdfast.model.config;

import org.jspecify.annotations.NullMarked;
