/** What can be asked of the replicated state: sealed commands, one sealed sub-interface a domain. */
@NullMarked
package io.holdfast.model.command;

import org.jspecify.annotations.NullMarked;
