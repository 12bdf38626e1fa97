-- CreateIndex
CREATE INDEX "devices_session_id_idx" ON "devices"("session_id");
