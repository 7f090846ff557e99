/** A deliberately naive second implementation of the keyspace, to check the clever one against. */
@NullMarked
package io.holdfast.statemachine.twin;

import org.jspecify.annotations.NullMarked;
