package com.acme;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.listener.QueueListener;

import org.springframework.stereotype.Component;

/**
 * Posts letters in batches.
 */
@Component
class PostOffice {

	final List<List<String>> posted = new ArrayList<>();

	@QueueListener(value = "letters", autoStartup = "true")
	void post(List<String> letters) {
		if (letters.contains("torn")) {
			throw new IllegalArgumentException("a torn letter");
		}
		this.posted.add(letters);
	}

}
