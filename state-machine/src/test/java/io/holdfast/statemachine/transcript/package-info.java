/** Tests that read like a conversation with the state. */
@NullMarked
package io.holdfast.statemachine.transcript;

import org.jspecify.annotations.NullMarked;
