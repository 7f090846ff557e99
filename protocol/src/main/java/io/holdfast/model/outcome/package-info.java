/** What a command or a query answers: an outcome, or a rejection (the typed "no"). */
@NullMarked
package io.holdfast.model.outcome;

import org.jspecify.annotations.NullMarked;
