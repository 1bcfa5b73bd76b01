package com.acme;

import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.queue.Delivery;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Acknowledges messages that were handled before.
 */
// tag::error-handler[]
@Component
class Duplicates implements ErrorHandler {

	@Override
	public FailureAction onFailure(Delivery<?> delivery, Throwable failure, FailureAction suggested) {
		return (failure instanceof DuplicateKeyException) ? FailureAction.acknowledge() : suggested;
	}

}
// end::error-handler[]
