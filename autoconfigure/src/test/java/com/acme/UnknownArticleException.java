package com.acme;

/**
 * No article has that number.
 */
class UnknownArticleException extends RuntimeException {

	private static final long serialVersionUID = 1L;

}
