package com.acme;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.queue.Delivery;

import org.springframework.stereotype.Component;

/**
 * Notes what listeners do, and acknowledges messages whose failure does not matter.
 */
@Component
class Journal implements QueueListenerInterceptor, ErrorHandler {

	final List<String> lines = new ArrayList<>();

	@Override
	public void intercept(Handling handling) throws Exception {
		this.lines.add(handling.listenerId() + " gets " + handling.deliveries().size());
		handling.proceed();
	}

	@Override
	public FailureAction onFailure(Delivery<?> delivery, Throwable failure, FailureAction suggested) {
		return "unimportant".equals(failure.getMessage()) ? FailureAction.acknowledge() : suggested;
	}

}
