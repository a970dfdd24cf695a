from tests.vocabulary import a_client, a_past_session, asked_to_listen, listened_to, sign_in


def test_smoke(client):
    chris = a_client()
    session = a_past_session(chris)
    thea = chris.relationship.clinician
    recording = asked_to_listen(session)
    report = listened_to(recording)
    sign_in(client, thea)
    for page in ("", "report/", "turns/4/"):
        answer = client.get(f"/sessions/{session.pk}/listening/{page}")
        assert answer.status_code == 200, page
        print(answer.content.decode()[1500:])
    sign_in(client, chris)
    for page in ("/me/listening/", f"/sessions/{session.pk}/listening/", "/home/"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        print(answer.content.decode()[1500:])
    print([(f["heard"], f["turn"], f["rule"]) for f in report.heard["findings"]])
