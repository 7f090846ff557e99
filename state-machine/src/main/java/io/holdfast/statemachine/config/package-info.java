/** Configuration: sets, their releases, rollouts, and the clients that follow them. */
@NullMarked
package io.holdfast.statemachine.config;

import org.jspecify.annotations.NullMarked;
