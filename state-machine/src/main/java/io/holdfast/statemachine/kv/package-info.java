/** The MVCC key-value store. */
@NullMarked
package io.holdfast.statemachine.kv;

import org.jspecify.annotations.NullMarked;
