module lanekeeper/guest

go 1.24
