package com.acme;

import java.util.List;

/**
 * Sends mails.
 */
interface Mailer {

	void send(Mail mail);

	void send(List<Mail> mails);

}
